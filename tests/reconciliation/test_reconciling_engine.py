"""What is found, by name; that nothing is lost or counted twice; on every engine, and as plain loops find it."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from any_ledgers import ANY_TERMS, NOW, PAID, two_sides
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reconciliation_oracle import discrepancies as expected

from pytest_portone.reconciliation import backends
from pytest_portone.reconciliation.discrepancies import DISCREPANCIES
from pytest_portone.reconciliation.entries import Entry
from pytest_portone.reconciliation.in_arrow import table
from pytest_portone.reconciliation.meeting import ColumnsError
from pytest_portone.reconciliation.reconciliation import OUTCOMES
from pytest_portone.reconciliation.reconciling import reconcile
from pytest_portone.reconciliation.terms import Terms

TERMS = Terms(as_of=NOW, grace=timedelta(hours=1), skew=timedelta(minutes=10))
FEW = settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))


def payment(**changed):
    told = {"payment_id": "order-1", "transaction_id": "t-1", "kind": "payment", "state": "done", "amount": 10_000}
    return Entry(**{**told, "currency": "KRW", "at": PAID, "channel": "LIVE", **changed})


def cancellation(**changed):
    return payment(**{"kind": "cancellation", "entry_id": "c-1", "transaction_id": None, "amount": 4_000, **changed})


def settlement(**changed):
    return payment(**{"kind": "settlement", "entry_id": "s-1", **changed})


def named(result):
    return [(each.name, each.kind, each.ledger, each.portone, each.at_stake) for each in result.discrepancies]


SAMPLES = {
    "missing_in_ledger": ([], [payment()], ("payment", None, "10,000 KRW", 10_000)),
    "missing_at_portone": ([payment()], [], ("payment", "10,000 KRW", None, 10_000)),
    "amount": ([payment(amount=9_000)], [payment()], ("payment", "9,000 KRW", "10,000 KRW", 1_000)),
    "currency": ([payment(currency="USD")], [payment()], ("payment", "USD", "KRW", 10_000)),
    "status": ([payment(state="failed")], [payment()], ("payment", "failed", "done", 10_000)),
    "cancellation_sum": (
        [payment(), cancellation()],
        [payment(), cancellation(), cancellation(entry_id="c-2", amount=1_000)],
        ("cancellation", "4,000 KRW", "5,000 KRW", 1_000),
    ),
    "duplicate_in_ledger": (
        [payment(), payment()],
        [payment()],
        ("payment", "2 rows, 20,000 KRW", "1 row, 10,000 KRW", 10_000),
    ),
    "duplicate_at_portone": (
        [payment()],
        [payment(), payment()],
        ("payment", "1 row, 10,000 KRW", "2 rows, 20,000 KRW", 10_000),
    ),
    "test_channel": ([payment()], [payment(channel="TEST")], ("payment", "not TEST", "TEST", 10_000)),
    "booked_before_paid": ([payment()], [payment(state="pending")], ("payment", "done", "pending", 10_000)),
    "stale": ([payment(state="pending")], [payment()], ("payment", "pending", "done", 10_000)),
    "time_skew": (
        [payment(at=PAID + timedelta(minutes=11))],
        [payment()],
        ("payment", "2026-02-01T12:11:00+00:00", "2026-02-01T12:00:00+00:00", 0),
    ),
    "tax_split": (
        [payment(tax_free=0, vat=909)],
        [payment(tax_free=1_000, vat=818)],
        ("payment", "10,000 KRW", "10,000 KRW", 1_000),
    ),
    "settlement_sum": (
        [settlement(amount=19_000)],
        [settlement(), settlement(payment_id="order-2")],
        ("settlement", "19,000 KRW", "20,000 KRW", 1_000),
    ),
}


def test_every_discrepancy_has_a_sample():
    assert set(SAMPLES) == set(DISCREPANCIES)


@pytest.mark.parametrize("name", SAMPLES)
def test_each_is_found_and_nothing_else(name):
    ledger, portone, told = SAMPLES[name]
    assert named(reconcile(ledger, portone, TERMS)) == [(name, *told)]


@pytest.mark.parametrize("name", SAMPLES)
def test_each_is_found_among_others_with_its_sources(name):
    ledger, portone, told = SAMPLES[name]
    others = [payment(payment_id=f"other-{number}", transaction_id=f"o-{number}") for number in range(20)]
    mine = [replace(each, source=f"ledger {number}") for number, each in enumerate(ledger)]
    theirs = [replace(each, source=f"portone {number}") for number, each in enumerate(portone)]
    result = reconcile([*others, *mine], [*theirs, *others], TERMS)
    assert named(result) == [(name, *told)]
    assert result.discrepancies[0].sources == tuple(each.source for each in (*mine, *theirs))
    assert result.counts() == {name: 1}
    assert not result.clean


LATER = PAID + timedelta(minutes=10)
UNLIKE = {
    "a settlement booked twice": ([settlement(), settlement()], [settlement()], "settlement_sum", 10_000),
    "a line that looks like another": ([settlement()], [settlement(), settlement()], "settlement_sum", 10_000),
    "a settlement in another currency": ([settlement(currency="USD")], [settlement()], "settlement_sum", 0),
    "a dispute that the ledger does not know": ([payment()], [payment(), payment(kind="dispute")], "amount", 10_000),
    "a cancellation that only the ledger has": ([payment(), cancellation()], [payment()], "cancellation_sum", 4_000),
    "a cancellation that is booked twice": (
        [payment(), cancellation(), cancellation()],
        [payment(), cancellation()],
        "duplicate_in_ledger",
        4_000,
    ),
    "a cancellation that the ledger still waits for": (
        [payment(), cancellation(state="pending")],
        [payment(), cancellation()],
        "stale",
        4_000,
    ),
    "booked early": ([payment(at=PAID - timedelta(minutes=11))], [payment()], "booked_before_paid", 0),
    "failed here, open there": ([payment(state="failed")], [payment(state="pending")], "status", 0),
    "paid here, failed there": ([payment()], [payment(state="failed")], "status", 10_000),
    "halves that come to too much": (
        [payment(transaction_id=None, amount=5_000), payment(transaction_id=None, amount=6_000)],
        [payment()],
        "amount",
        1_000,
    ),
}


@pytest.mark.parametrize("case", UNLIKE)
def test_less_plain_cases(case):
    ledger, portone, name, stake = UNLIKE[case]
    result = reconcile(ledger, portone, TERMS)
    assert [(each.name, each.at_stake) for each in result.discrepancies] == [(name, stake)]


AGREEING = {
    "the same": ([payment()], [payment()]),
    "nothing": ([], []),
    "in another order": ([payment(), payment(payment_id="b")], [payment(payment_id="b"), payment()]),
    "a little later": ([payment(at=LATER)], [payment()]),
    "no time": ([payment(at=None)], [payment()]),
    "no taxes": ([payment()], [payment(tax_free=0, vat=909)]),
    "one order split": (
        [payment(transaction_id=None, amount=5_000), payment(transaction_id=None, amount=5_000)],
        [payment()],
    ),
    "cancelled in parts, booked in one": (
        [payment(), cancellation(amount=3_000)],
        [payment(), cancellation(amount=1_000), cancellation(entry_id="c-2", amount=2_000)],
    ),
    "opened and left": ([payment(state="pending")], []),
    "failed, and not booked": ([], [payment(state="failed")]),
    "failed first, then paid": ([payment()], [payment(state="failed"), payment(transaction_id="t-2")]),
    "a test that is booked as one": ([payment(channel="TEST")], [payment(channel="TEST")]),
    "a settlement of many": (
        [settlement(payment_id=None, amount=20_000)],
        [settlement(), settlement(payment_id="order-2")],
    ),
}


@pytest.mark.parametrize("case", AGREEING)
def test_what_tells_the_same_story_is_clean(case):
    result = reconcile(*AGREEING[case], TERMS)
    assert named(result) == []
    assert result.clean
    assert {each.outcome for each in result.totals} <= {"agreed", "idle"}


def test_what_may_heal_is_in_flight_within_the_grace():
    soon = replace(TERMS, as_of=PAID + timedelta(minutes=59))
    healing = {name for name, (ledger, portone, _) in SAMPLES.items() if reconcile(ledger, portone, soon).clean}
    assert healing == {
        "missing_in_ledger", "missing_at_portone", "status", "cancellation_sum", "booked_before_paid", "stale",
        "settlement_sum",
    }  # fmt: skip
    (waiting,) = reconcile([], [payment()], soon).in_flight
    assert (waiting.name, waiting.at_stake) == ("missing_in_ledger", 10_000)
    later = replace(TERMS, as_of=PAID + timedelta(hours=1))
    assert named(reconcile([], [payment()], later)) == [("missing_in_ledger", "payment", None, "10,000 KRW", 10_000)]


def test_a_tolerance_is_of_a_currency():
    tolerant = replace(TERMS, tolerance={"KRW": 1_000})
    assert reconcile([payment(amount=9_000)], [payment()], tolerant).clean
    assert not reconcile([payment(amount=8_999)], [payment()], tolerant).clean
    assert not reconcile([payment(amount=9_000, currency="USD")], [payment(currency="USD")], tolerant).clean


def test_what_has_no_counterpart_is_matched_by_the_fallbacks_in_their_order():
    ledger = [payment(payment_id=None), payment(payment_id="my-2", transaction_id=None, amount=7, entry_id="x")]
    portone = [payment(), payment(payment_id="order-2", transaction_id="t-2", amount=7, entry_id="x")]
    by_default = reconcile(ledger, portone, TERMS)
    assert sorted(by_default.counts()) == ["missing_at_portone", "missing_in_ledger"]
    both = replace(TERMS, fallbacks=(("transaction_id",), ("entry_id", "amount")))
    assert reconcile(ledger, portone, both).clean
    (found,) = reconcile([ledger[0]], [replace(portone[0], amount=1)], both).discrepancies
    assert (found.payment_id, found.matched_by, found.name) == ("order-1", "transaction_id", "amount")


def test_a_fallback_that_could_be_two_is_none():
    ledger = [payment(payment_id=None, source="a"), payment(payment_id=None, source="b")]
    assert reconcile(ledger, [payment()], TERMS).counts() == {"missing_at_portone": 2, "missing_in_ledger": 1}


def test_what_is_not_of_the_period_is_left_out_on_both_sides_together():
    day = replace(TERMS, since=PAID, until=PAID + timedelta(days=1))
    before, within = payment(at=PAID - timedelta(seconds=1)), payment()
    assert reconcile([], [before], day).clean
    assert reconcile([before], [within], day).clean
    assert reconcile([within], [before], day).clean
    assert not reconcile([], [within], day).clean
    assert reconcile([], [payment(at=PAID + timedelta(days=1))], day).clean
    left = reconcile([replace(before, amount=1)], [before, payment(payment_id="b", at=None)], day)
    assert [(each.outcome, each.side, each.rows) for each in left.totals] == [
        ("discrepant", "portone", 1),
        ("outside", "ledger", 1),
        ("outside", "portone", 1),
    ]


def test_money_at_stake_counts_each_payment_once():
    ledger = [payment(amount=9_000, vat=1), payment(payment_id="b", currency="USD", amount=5)]
    portone = [payment(vat=3)]
    result = reconcile(ledger, portone, TERMS)
    assert sorted(result.counts()) == ["amount", "missing_at_portone", "tax_split"]
    assert result.at_stake() == {"KRW": 1_000, "USD": 5}


def test_it_says_in_a_line_what_is_wrong():
    clean, wrong = reconcile([payment()], [payment()], TERMS), reconcile([payment(amount=1)], [payment()], TERMS)
    assert repr(clean) == "<Reconciliation: nothing wrong, 0 in flight>"
    assert repr(wrong) == "<Reconciliation: 1 amount, 0 in flight>"


def test_test_channels_count_where_the_user_says_so():
    assert reconcile([payment()], [payment(channel="TEST")], replace(TERMS, test_counts=True)).clean


def found(result):
    told = [
        (each.name, each.payment_id or each.entry_id, each.kind, each.at_stake, waiting)
        for listed, waiting in ((result.discrepancies, False), (result.in_flight, True))
        for each in listed
    ]
    return sorted(told, key=str)


@settings(FEW, max_examples=60)
@given(two_sides(), ANY_TERMS)
def test_plain_loops_find_the_same(sides, terms):
    told = [(name, None if key.startswith("¬") else key, *rest) for name, key, *rest in expected(*sides, terms)]
    assert found(reconcile(*sides, terms)) == sorted(told, key=str)


@FEW
@given(two_sides(), ANY_TERMS)
def test_every_row_of_both_sides_has_one_outcome(sides, terms):
    result = reconcile(*sides, terms)
    told, given_ = Counter(), Counter()
    for each in result.totals:
        assert each.outcome in OUTCOMES
        assert each.rows > 0
        told[each.side, each.currency, "rows"] += each.rows
        told[each.side, each.currency, "amount"] += each.amount
        told[each.side, each.currency, "net"] += each.net
    for side, rows in zip(("ledger", "portone"), sides, strict=True):
        for each in rows:
            sign = 0 if each.state != "done" else -1 if each.kind in ("cancellation", "dispute") else 1
            given_[side, each.currency, "rows"] += 1
            given_[side, each.currency, "amount"] += each.amount
            given_[side, each.currency, "net"] += sign * each.amount
    assert told == given_
    assert len({(each.outcome, each.side, each.currency, each.day) for each in result.totals}) == len(result.totals)


@FEW
@given(two_sides(), ANY_TERMS, st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(sides, terms, random):
    shuffled = [random.sample(each, len(each)) for each in sides]
    assert reconcile(*shuffled, terms).discrepancies == reconcile(*sides, terms).discrepancies


def in_duckdb(sides):
    held = backends.connection()
    return [held.from_arrow(table(each)) for each in sides]


def in_pandas(sides):
    return [table(each).to_pandas() for each in sides]


@pytest.mark.parametrize("few", [0, 1_000])
@pytest.mark.parametrize("engine", [in_duckdb, in_pandas])
def test_every_engine_finds_the_same(engine, few, monkeypatch):
    """Also where what is in question has too many rows for Polars to take them over."""
    monkeypatch.setattr(backends, "_FEW", few)

    @settings(FEW, max_examples=6)
    @given(two_sides(), ANY_TERMS)
    @example(([], []), TERMS)
    def law(sides, terms):
        told, other = reconcile(*sides, terms), reconcile(*engine(sides), terms)
        assert told.discrepancies == other.discrepancies
        assert told.in_flight == other.in_flight
        assert told.totals == other.totals

    law()


def test_engines_may_differ_between_the_sides():
    import polars as pl

    ledger, portone = [payment(amount=1)], [payment()]
    mixed = reconcile(table(ledger).to_pandas(), pl.from_arrow(table(portone)).lazy(), TERMS)
    other = reconcile(*(backends.connection().from_arrow(table(each)) for each in (ledger, portone)), TERMS)
    assert mixed.discrepancies == other.discrepancies == reconcile(ledger, portone, TERMS).discrepancies


def test_a_database_that_may_only_be_read_is_as_it_was(tmp_path):
    import duckdb

    with duckdb.connect(tmp_path / "shop.duckdb") as made:
        for name, amount in (("ledger", 9_000), ("portone", 10_000)):
            made.from_arrow(table([payment(amount=amount)])).create(name)
    with duckdb.connect(tmp_path / "shop.duckdb", read_only=True) as held:
        before = held.execute("SELECT database_name FROM duckdb_databases() ORDER BY ALL").fetchall()
        assert reconcile(held.table("ledger"), held.table("portone"), TERMS).counts() == {"amount": 1}
        assert held.execute("SELECT database_name FROM duckdb_databases() ORDER BY ALL").fetchall() == before


def test_wrong_columns_are_all_told():
    import polars as pl

    wrong = pl.DataFrame({"kind": ["payment"], "amount": [1.5], "at": [datetime(2026, 1, 1)]})  # noqa: DTZ001
    with pytest.raises(ColumnsError) as caught:
        reconcile(wrong, wrong, TERMS)
    assert str(caught.value).splitlines() == [
        f"{side}: {problem}"
        for side in ("ledger", "portone")
        for problem in (
            "no column state, expected text",
            "no column currency, expected text",
            "received amount as Float64, expected integers (minor units)",
            "received at as Datetime(time_unit='us', time_zone=None), expected times with a zone",
        )
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"as_of": datetime(2026, 1, 1)}, "received as_of 2026-01-01T00:00:00, expected a time with a zone"),  # noqa: DTZ001
        ({"grace": timedelta(-1)}, "received grace -1 day, 0:00:00, expected no negative span"),
        ({"tolerance": {"KRW": 0.5}}, "received a tolerance of 0.5 KRW, expected an integer from 0"),
    ],
)
def test_wrong_terms_are_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        Terms(**wrong)
