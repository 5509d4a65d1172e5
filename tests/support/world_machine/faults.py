"""Calls on which something goes wrong, and the law of their repetition."""

from hypothesis import strategies as st

_NAMES = {
    "connect_timeout": st.just({}),
    "read_timeout": st.just({}),
    "lost_answer": st.just({}),
    "latency": st.just({"seconds": 1.0}),
    "reset": st.fixed_dictionaries({"committed": st.booleans()}),
    "truncated": st.just({}),
    "malformed": st.just({}),
    "too_many_requests": st.just({}),
    "server_error": st.fixed_dictionaries({"status": st.sampled_from([500, 503]), "committed": st.booleans()}),
    "maintenance": st.just({"times": 1}),
    "pg_error": st.just({}),
    "outstanding_request": st.just({}),
}
FAULTS = st.none() | st.sampled_from(sorted(_NAMES)).flatmap(
    lambda name: _NAMES[name].map(lambda given: (name, tuple(given.items())))
)
"""None, or a method of `portone.faults` with its arguments."""


def hold(world, sent, headers, fault):
    """Make a call three times with one key, the first time with a fault: it is done once, and answered alike."""
    planned = None
    if fault is not None:
        name, given = fault
        getattr(world.sandbox.faults, name)(**dict(given))
        planned = world.sandbox.faults.waiting[0].fault
    before = world.content()
    first = world.send(sent, headers)
    world.sandbox.faults.clear()
    struck = first.provenance == "fault"
    done = world.content()
    assert not struck or planned.committed or _same(before, done), f"{planned.name} was not to be committed"
    second = world.send(sent, headers)
    if not struck or planned.committed:
        assert _same(done, world.content()), f"the second call with a key changed the world: {second}"
    after = world.content()
    third = world.send(sent, headers)
    assert _same(after, world.content()), f"the third call with a key changed the world: {third}"
    assert second.response == third.response
    assert struck or first.response == second.response


def _same(before, after):
    return all(value is before[name] for name, value in after.items())
