"""Law 7, its second half: a world that is written down and read again is the same."""

import json

from pytest_portone.sandbox.tables import Log
from world_machine.seen import look, same
from world_machine.world import World


def _tables(world):
    return {name: dict(enumerate(each) if isinstance(each, Log) else each) for name, each in world.tables.items()}


def is_the_same_after_a_dump(world):
    """As its dump, as it is seen, and as it goes on."""
    written = json.loads(json.dumps(world.sandbox.dump()))
    twin = World(world.contract, world.settings, world.theme)
    twin.known.restore(world.known.copy())
    twin.sandbox.load(written)
    assert twin.sandbox.dump() == world.sandbox.dump(), "a world that was read again is dumped otherwise"
    assert _tables(twin) == _tables(world), "a world that was read again has other records"
    same(look(twin), look(world), "after a dump")
    twin.receiver.status = world.receiver.status
    for each in (world, twin):
        each.sandbox.clock.advance(days=8)
    assert look(twin).statuses == look(world).statuses, "not the same a week after a dump"
