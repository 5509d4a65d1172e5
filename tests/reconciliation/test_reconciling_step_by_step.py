"""Runs that go on where the last one ended."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from found_discrepancies import NOW, discrepancy, reconciliation
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.reconciliation import incremental
from pytest_portone.reconciliation.entries import Entry
from pytest_portone.reconciliation.incremental import StateError
from pytest_portone.reconciliation.reconciling import reconcile
from pytest_portone.reconciliation.reporting.report import key
from pytest_portone.reconciliation.terms import Terms

HOUR = timedelta(hours=1)
SIDES = ("orders.csv", "api")


def run(state, *found, at=NOW, since=None, **changes):
    """A run that finds this: its report, and the state that it leaves."""
    terms = incremental.terms_of(state, Terms(as_of=at, since=since), *SIDES)
    report = incremental.told(state, reconciliation(*found, terms=terms, **changes), *SIDES)
    return report, incremental.after(state, report, since)


def test_the_first_run_looks_at_all_and_finds_all_new():
    report, state = run(None, discrepancy())
    assert report.last is None
    assert set(report.first_seen.values()) == {NOW}
    assert (state.since, state.as_of, state.settled) == (None, NOW, NOW - HOUR - timedelta(minutes=10))


def test_the_next_run_begins_at_the_oldest_that_is_open():
    old, young = NOW - timedelta(days=9), NOW - timedelta(days=2)
    _, state = run(None, discrepancy(since=young), in_flight=(discrepancy(payment_id="order-2", since=old),))
    assert incremental.terms_of(state, Terms(as_of=NOW), *SIDES).since == old


def test_where_nothing_is_open_it_begins_at_the_settled_moment():
    _, state = run(None)
    assert incremental.terms_of(state, Terms(as_of=NOW), *SIDES).since == state.settled


def test_what_has_no_time_makes_the_next_run_look_at_all():
    _, state = run(None, discrepancy(since=None), since=NOW - timedelta(days=30))
    assert incremental.terms_of(state, Terms(as_of=NOW), *SIDES).since == NOW - timedelta(days=30)


def test_no_run_begins_before_the_first():
    begin = NOW - timedelta(days=5)
    _, state = run(None, discrepancy(since=NOW - timedelta(days=8)), since=begin)
    assert incremental.terms_of(state, Terms(as_of=NOW), *SIDES).since == begin


def test_what_is_still_open_keeps_its_day_and_what_is_gone_is_solved():
    first, second, third = discrepancy(), discrepancy(payment_id="order-2"), discrepancy(payment_id="order-3")
    _, state = run(None, first, second)
    report, after = run(state, second, third, at=NOW + HOUR)
    assert report.solved == (first,)
    assert report.first_seen == {key(second): NOW, key(third): NOW + HOUR}
    assert report.last == NOW
    assert [each for each, _ in after.open.values()] == [second, third]
    assert run(after, second, third, at=NOW + 2 * HOUR)[0].solved == ()


def test_rows_that_cannot_be_read_solve_nothing_and_settle_nothing():
    _, state = run(None, discrepancy())
    report, after = run(state, at=NOW + HOUR, unread=Counter(ledger=1))
    assert (report.solved, report.unsure, report.clean) == ((), (discrepancy(),), False)
    assert (after.settled, after.open) == (state.settled, state.open)
    assert run(after, at=NOW + 2 * HOUR)[0].solved == (discrepancy(),)


def test_a_state_of_something_else_is_refused_with_every_reason():
    _, state = run(None, since=NOW - timedelta(days=5))
    terms = Terms(as_of=NOW - HOUR, since=NOW - timedelta(days=4), until=NOW - timedelta(days=1))
    with pytest.raises(StateError) as caught:
        incremental.terms_of(state, terms, "others.csv", "api")
    begun, asked = "2026-11-18T03:00:00+00:00", "2026-11-19T03:00:00+00:00"
    assert str(caught.value).splitlines() == [
        "--state is of another LEDGER: received others.csv, expected orders.csv; keep a file for each",
        f"--state begins {begun}: received --since {asked}; leave it out, or begin a new file",
        "--state is as of 2026-11-23T03:00:00+00:00: received 2026-11-23T02:00:00+00:00, expected none earlier",
        "--state knows what is before 2026-11-23T03:00:00+00:00: received --until 2026-11-22T03:00:00+00:00",
    ]


def test_a_state_comes_back_from_its_file(tmp_path):
    path = tmp_path / "reconciled.json"
    assert incremental.load(path) is None
    _, state = run(None, discrepancy(), discrepancy("stale", since=None, payment_id="주문-1"), since=NOW - 5 * HOUR)
    incremental.save(path, state)
    assert incremental.load(path) == state
    assert [each.name for each in tmp_path.iterdir()] == ["reconciled.json"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 1}', '{"version": 1, "as_of": null, "open": []}', "\x00"]
)
def test_a_file_that_is_no_state_is_refused(tmp_path, text):
    path = tmp_path / "reconciled.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StateError, match="is no state of a reconciliation"):
        incremental.load(path)


def test_a_state_of_another_version_is_refused(tmp_path):
    path = tmp_path / "reconciled.json"
    path.write_text(json.dumps({"version": 9}), encoding="utf-8")
    with pytest.raises(StateError, match="received version 9, expected 1; begin a new file"):
        incremental.load(path)


def test_a_run_that_is_killed_while_it_writes_leaves_the_old_state(tmp_path, monkeypatch):
    path = tmp_path / "reconciled.json"
    _, state = run(None, discrepancy())
    incremental.save(path, state)
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        incremental.save(path, replace(state, open={}))
    assert incremental.load(path) == state


@pytest.mark.parametrize(
    ("locator", "shown"),
    [
        ("orders.csv", "orders.csv"),
        ("postgresql://me:secret@db/shop?table=payments&password=x", "postgresql://db/shop?table=payments"),
        ("sqlite:///shop.db?query=SELECT+1", "sqlite:///shop.db?query=SELECT+1"),
        ("mysql://me:p@ss@db/shop#secret", "mysql://db/shop"),
        ("mysql://me:p/?ss@db/shop", "mysql://db/shop"),
    ],
)
def test_no_password_is_kept(locator, shown):
    assert incremental.without_secrets(locator) == shown


def entries(said, until):
    """The rows of a side that are there by an hour: (payment, hour, amount)."""
    return [
        Entry(
            payment_id=f"order-{n}", kind="payment", state="done", amount=amount, currency="KRW", at=NOW + hour * HOUR
        )
        for n, hour, amount in said
        if hour <= until
    ]


payments = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from([None, 100, 200]), st.sampled_from([None, 100, 200])), max_size=8
)


@given(payments, st.sets(st.integers(1, 29), max_size=3))
@settings(deadline=None, max_examples=15)
def test_many_runs_end_where_one_run_does(said, stops):
    """However often it is stopped on its way, the last run knows all that is wrong."""
    ledger = [(n, hour, amount) for n, (hour, amount, _) in enumerate(said) if amount]
    portone = [(n, hour, amount) for n, (hour, _, amount) in enumerate(said) if amount]
    state = None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "state.json"
        for hour in [*sorted(stops), 40]:
            terms = incremental.terms_of(state, Terms(as_of=NOW + hour * HOUR), *SIDES)
            report = incremental.told(state, reconcile(entries(ledger, hour), entries(portone, hour), terms), *SIDES)
            incremental.save(path, incremental.after(state, report, None))
            state = incremental.load(path)
    whole = reconcile(entries(ledger, 40), entries(portone, 40), Terms(as_of=NOW + 40 * HOUR))
    assert {key(each) for each in report.result.discrepancies} == {key(each) for each in whole.discrepancies}
    assert set(state.open) == {key(each) for each in whole.discrepancies}
