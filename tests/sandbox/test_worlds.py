"""A world can be kept and gone back to: everything that a request or a customer changes comes back."""

import json
import operator
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.sandbox import Request, Sandbox, WorldError
from pytest_portone.sandbox.tables import Log, Table
from pytest_portone.sandbox.timers import Timers

START = datetime(2026, 1, 1, tzinfo=UTC)


def seen(sandbox):
    """All that can be asked of a world."""
    headers = {"authorization": f"PortOne {sandbox.secret}"}
    ids = [f"p-{number}" for number in range(4)]
    asked = [f"/payments/{each}" for each in ids] + [f"/payments/{each}/transactions" for each in ids] + ["/payments"]
    answers = [sandbox.handle(Request("GET", path, "", headers)) for path in (*asked, "/billing-keys")]
    return [(each.status, each.body) for each in answers], sandbox.clock.now


STEPS = {
    "pay": lambda sandbox, name: sandbox.customer.pay(name, 1000) if name not in sandbox.payments else None,
    "key": lambda sandbox, _: sandbox.customer.issue_billing_key(),
    "wait": lambda sandbox, _: sandbox.clock.advance(hours=1),
    "look": lambda sandbox, name: sandbox.handle(Request("GET", f"/payments/{name}")),
}
steps = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(["p-0", "p-1", "p-2", "p-3"])), max_size=6)


def walk(sandbox, taken):
    for step, name in taken:
        STEPS[step](sandbox, name)


@settings(deadline=None, max_examples=40)
@given(before=steps, one=steps, other=steps)
def test_going_back_undoes_all_and_the_same_steps_lead_to_the_same_world(before, one, other):
    sandbox = Sandbox()
    walk(sandbox, before)
    start, then = sandbox.snapshot(), seen(sandbox)
    walk(sandbox, one)
    there, end = sandbox.snapshot(), seen(sandbox)
    sandbox.restore(start)
    assert seen(sandbox) == then
    walk(sandbox, other)
    sandbox.restore(there)
    assert seen(sandbox) == end
    sandbox.restore(start)
    calls = len(sandbox.calls)
    walk(sandbox, one)
    assert seen(sandbox) == end
    assert [each.request for each in sandbox.calls][calls:]


@settings(deadline=None, max_examples=40)
@given(before=steps, after=steps)
def test_a_saved_world_lives_on_as_the_first_one_does(before, after):
    first = Sandbox()
    walk(first, before)
    first.handle(Request("POST", "/login/api-secret", "", {}, b'{"apiSecret": "my-real-secret"}'))
    first.faults.server_error(operation="cancelPayment")
    saved = json.dumps(first.dump())
    second = Sandbox()
    second.customer.pay("gone", 1000)
    second.load(json.loads(saved))
    assert second.dump() == first.dump()
    assert seen(second) == seen(first)
    walk(first, after)
    walk(second, after)
    assert seen(second) == seen(first)
    assert second.dump() == first.dump()


def test_no_secret_and_no_card_number_is_saved(merchant):
    key = {"idempotency-key": '"a-key-of-sixteen-or-more"'}
    merchant.instant("p-1")
    merchant.issue()
    merchant.post("/payments/p-1/cancel", {"reason": "x"}, headers=key)
    merchant.post("/login/api-secret", {"apiSecret": "my-real-secret"})
    text = json.dumps(merchant.sandbox.dump())
    for secret in (merchant.sandbox.secret, "my-real-secret", "4111110000001111"):
        assert secret not in text
    assert "CANCELLED" in text
    merchant.sandbox.load(json.loads(text))
    assert merchant.post("/payments/p-1/cancel", {"reason": "x"}, headers=key).status == 200


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 99}, "received version 99, expected a world of version 1"),
        ({"contract": "2024-10-24"}, "received a world of contract '2024-10-24', expected one of '2026-07-03'"),
        ({"tables": {"ships": []}}, "tables that this version does not know: ships"),
        ({"now": "yesterday"}, "can't be read"),
        ({"tables": {"payments": {"s": [{"$type": "os:system"}]}}}, "expected one of the sandbox's records"),
        ({"tables": {"payments": {"s": [{"$type": "clock:datetime"}]}}}, "expected one of the sandbox's records"),
        ({"tables": {"payments": {"s": [{"$type": "payments.models:Payment"}]}}}, "can't be read"),
    ],
)
def test_what_is_no_world_changes_nothing(change, message):
    sandbox = Sandbox()
    sandbox.customer.pay("p-1", 1000)
    before = sandbox.dump()
    with pytest.raises(WorldError, match=message):
        sandbox.load(before | change)
    assert sandbox.dump() == before
    with pytest.raises(WorldError, match="received version None"):
        sandbox.load([])


def test_a_snapshot_costs_the_same_whatever_the_world_holds():
    small, large = Sandbox(), Sandbox()
    for number in range(200):
        large.customer.pay(f"p-{number}", 1000)
    tables = [each.contents for each in (small.snapshot(), large.snapshot())]
    assert len(tables[0]) == len(tables[1])
    assert all(map(operator.is_, tables[1], large.snapshot().contents))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["set", "del", "keep", "back"]), st.integers(0, 5)), max_size=30))
def test_a_table_is_a_dict_that_can_be_put_back(steps):
    table, model, kept = Table(), {}, [(Table().content, {})]
    for number, (step, key) in enumerate(steps):
        if step == "set":
            table[key] = model[key] = number
        elif step == "del" and key in model:
            del table[key], model[key]
        elif step == "keep":
            kept.append((table.content, dict(model)))
        elif step == "back":
            table.content, model = kept[key % len(kept)][0], dict(kept[key % len(kept)][1])
        assert dict(table) == model
        assert len(table) == len(model)
        assert [table.get(each) for each in range(6)] == [model.get(each) for each in range(6)]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(), max_size=12), st.none() | st.integers(0, 5))
def test_a_log_is_a_list_cut_at_its_beginning(values, most):
    log = Log()
    for each in values:
        log.append(each, most)
    expected = values if most is None else values[max(0, len(values) - most) :]
    assert log == expected
    assert [*log] == expected
    assert log[1:] == expected[1:]
    assert log[-2:] == expected[-2:]
    assert (log != [*expected, 1]) is True


def test_timers_come_in_their_order_and_come_back():
    timers = Timers()
    late, soon, also = (timers.set(START + timedelta(hours=each), "job", str(each)) for each in (3, 1, 1))
    kept = timers.content
    assert timers.first(START) is None
    order = []
    while (each := timers.first(START + timedelta(days=1))) is not None:
        order.append(each)
        del timers[each.place]
    assert order == [soon, also, late]
    timers.content = kept
    timers.drop("job", "1")
    assert timers.first(START + timedelta(days=1)) == late


def test_time_does_not_run_backwards():
    clock = Sandbox().clock
    with pytest.raises(ValueError, match="expected one forward in time"):
        clock.advance(days=-1)
    with pytest.raises(ValueError, match="expected a time after"):
        clock.advance_to(START - timedelta(days=1))
    with pytest.raises(ValueError, match="with a zone"):
        clock.advance_to(datetime(2027, 1, 1))  # noqa: DTZ001 - that is what is wrong
    assert clock.advance_to(START + timedelta(days=2)) == START + timedelta(days=2)


def test_the_code_under_test_sees_the_sandboxs_time():
    sandbox = Sandbox()
    with sandbox.clock.freeze():
        assert datetime.now(UTC) == START
        assert time.time() == START.timestamp()
        start = sandbox.snapshot()
        sandbox.clock.advance(days=3)
        assert datetime.now(UTC) == START + timedelta(days=3)
        sandbox.restore(start)
        assert datetime.now(UTC) == START
    assert datetime.now(UTC) > START + timedelta(days=30)
    sandbox.clock.advance(days=1)
    assert sandbox.clock.now == START + timedelta(days=1)


def test_without_time_machine_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "time_machine", None)
    with pytest.raises(ImportError, match="pip install time-machine"), Sandbox().clock.freeze():
        pass
