"""Law 5, its first half: every change is an event, once, and nothing else is one."""

from collections import Counter
from itertools import pairwise

from world_machine.areas import TABLES, attempts

_CANCELLED = frozenset({"Transaction.Cancelled", "Transaction.PartialCancelled"})
_OTHERS = frozenset({"Transaction.CancelPending", "Transaction.DisputeCreated", "Transaction.DisputeResolved"})


def _camel(status):
    return "".join(each.capitalize() for each in status.split("_"))


def new_events(world):
    """The events since the laws were looked at last."""
    return world.events[world.seen.events :]


def _moves(world, prefix):
    """The new events that tell of a status, by what they are about."""
    found = {}
    for each in new_events(world):
        if each.type.startswith(prefix) and each.type not in _OTHERS and each.type != "BillingKey.Updated":
            found.setdefault(each.transaction_id or each.billing_key, []).append(each)
    return found


def a_payment_s_events_are_its_steps(world, now):
    """From the status before, by the table, to the status now; without an event, no step."""
    moves, table = _moves(world, "Transaction."), TABLES["payment"]
    shown = {name: each["status"] for name, each in attempts(now.answers).items()}
    for name in {*moves, *shown}:
        before = world.seen.statuses.get(("payment", name))
        steps = moves.get(name, [])
        assert all(each.type == f"Transaction.{_camel(each.status)}" for each in steps), steps
        chain = [before or "READY", *(each.status for each in steps)]
        if before is None and steps and steps[0].status == "READY":
            chain = chain[1:]
        assert all(after in table[one] for one, after in pairwise(chain)), f"{name}: {chain}"
        assert before or steps, f"{name} began without an event"
        assert name not in shown or chain[-1] == shown[name], f"{name} is {shown[name]}, told {chain}"


def a_key_s_events_are_its_steps(world, now):
    """Likewise; but that a key waits for its confirmation is not told."""
    moves, table, silent = _moves(world, "BillingKey."), TABLES["billing key"], "NEEDS_CONFIRMATION"
    words = {f"BillingKey.{_camel(each)}": each for each in table}
    shown = {name: status for (area, name), status in now.statuses.items() if area == "billing key"}
    assert moves.keys() <= shown.keys(), f"{moves} are told of keys that are not there"
    for name, status in shown.items():
        before = world.seen.statuses.get(("billing key", name))
        told = [words[each.type] for each in moves.get(name, [])]
        chain = [*([before] if before else [] if told[:1] == ["READY"] else ["READY"]), *told]
        if status == silent != before:
            chain.append(silent)
        for one, after in pairwise(chain):
            assert after in table[one] or (silent in table[one] and after in table[silent]), f"{name}: {chain}"
        assert before or told, f"{name} began without an event"
        assert chain[-1] == status, f"{name} is {status}, told {chain}"


def _fresh(world, now, area, *statuses):
    """The ids of what has come into one of these statuses since."""
    wanted = [(name, status) for (one, name), status in now.statuses.items() if one == area]
    return Counter(
        name for name, status in wanted if status in statuses and world.seen.statuses.get((area, name)) != status
    )


def every_cancellation_is_told(world, now):
    """Once when it is asked for and not decided, once when it succeeds."""
    events = new_events(world)
    done = Counter(each.cancellation_id for each in events if each.type in _CANCELLED)
    begun = Counter(each.cancellation_id for each in events if each.type == "Transaction.CancelPending")
    succeeded, requested = (_fresh(world, now, "cancellation", each) for each in ("SUCCEEDED", "REQUESTED"))
    assert done == succeeded, f"{succeeded} succeeded, told {done}"
    assert begun == requested, f"{requested} were asked for, told {begun}"


def every_dispute_is_told(world, now):
    """Once when it begins, once when it is settled."""
    types = Counter(each.type for each in new_events(world))
    new = [name for area, name in now.statuses.keys() - world.seen.statuses.keys() if area == "dispute"]
    settled = _fresh(world, now, "dispute", "RESOLVED")
    assert types["Transaction.DisputeCreated"] == len(new), f"{new} began, told {types}"
    assert types["Transaction.DisputeResolved"] == settled.total(), f"{settled} were settled, told {types}"


def only_other_cards_are_told_besides(world, now):
    """Of a key, that its card was changed."""
    updated = [each for each in new_events(world) if each.type == "BillingKey.Updated"]
    assert len(updated) == world.done.updated_keys, f"{world.done.updated_keys} cards were changed, told {updated}"


def events_happen_in_their_step(world, now):
    """Not before it began, nor later than now, and one after the other."""
    times = [world.done.began, *(each.at for each in new_events(world)), world.now]
    assert times == sorted(times), times


def only_what_is_asked_for_is_not_told(world, now):
    """By `skipWebhook` of a call; failures are told all the same, the end of an account as the settings say."""
    skipped = {number for made in world.done.calls if made.skips for number in made.events}
    for number, each in enumerate(new_events(world), world.seen.events):
        failed = each.type in {"Transaction.Failed", "BillingKey.Failed"}
        ended = failed and world.seen.statuses.get(("payment", each.transaction_id)) == "VIRTUAL_ACCOUNT_ISSUED"
        silent = (ended and not world.settings.closing_told) or (number in skipped and not failed)
        assert each.told is not silent, each


TELLING = (
    a_payment_s_events_are_its_steps,
    a_key_s_events_are_its_steps,
    every_cancellation_is_told,
    every_dispute_is_told,
    only_other_cards_are_told_besides,
    events_happen_in_their_step,
    only_what_is_asked_for_is_not_told,
)
