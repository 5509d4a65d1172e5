"""Law 3: every change of a status is a way through its table."""

from functools import lru_cache

from world_machine.areas import ENDING, FIRST, TABLES


@lru_cache
def _ahead(area, status):
    """Every status that can follow, in one step or in several."""
    found, ahead = set(), set(TABLES[area][status])
    while ahead - found:
        found |= ahead
        ahead = {each for one in ahead for each in TABLES[area][one]}
    return found


def every_change_is_in_the_table(world, now):
    """A step may do several things at once; of payments and keys, the events tell them one by one."""
    for (area, name), status in now.statuses.items():
        before = world.seen.statuses.get((area, name))
        allowed = _ahead(area, before) if before else FIRST[area].union(*(_ahead(area, each) for each in FIRST[area]))
        assert status == before or status in allowed, f"{area} {name}: {before} became {status}"


def nothing_disappears(world, now):
    """What was seen once is seen for ever; but a contract without a list of attempts shows the latest alone."""
    gone = {each for each in world.seen.statuses if each not in now.statuses and each[0] not in ENDING}
    if "getPaymentTransactions" not in world.contract.operations:
        gone = {each for each in gone if each[0] != "payment"}
    assert not gone, gone


TRANSITIONS = (every_change_is_in_the_table, nothing_disappears)
