"""Ledgers, PortOne's record beside them, and terms: anything that tells the rules of reconciliation apart."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from pytest_portone.reconciliation.entries import KINDS, STATES, Entry
from pytest_portone.reconciliation.terms import Terms

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAID = datetime(2026, 2, 1, 12, tzinfo=UTC)
TEXTS = st.sampled_from(["a", "b", "c"])
MAYBE = TEXTS | st.none()
MOMENTS = st.sampled_from([PAID + timedelta(minutes=each) for each in (0, 9, 11, 60, 40_000)]) | st.none()
ENTRIES = st.builds(
    Entry,
    payment_id=MAYBE,
    transaction_id=MAYBE,
    entry_id=MAYBE,
    kind=st.sampled_from([*KINDS, "payment", "payment"]),
    state=st.sampled_from([*STATES, "done", "done"]),
    amount=st.sampled_from([0, 1, 2, 3, 10**12]),
    tax_free=st.sampled_from([None, 0, 1]),
    vat=st.sampled_from([None, 0, 1]),
    currency=st.sampled_from(["KRW", "USD"]),
    at=MOMENTS,
    channel=st.sampled_from(["LIVE", "TEST", None]),
    source=st.sampled_from(["row 1", "row 2", None]),
)
ROWS = st.lists(ENTRIES, max_size=8)
ANY_TERMS = st.builds(
    Terms,
    as_of=st.just(NOW),
    grace=st.sampled_from([timedelta(0), timedelta(days=2), timedelta(days=60)]),
    skew=st.sampled_from([None, timedelta(0), timedelta(minutes=10)]),
    tolerance=st.sampled_from([{}, {"KRW": 1}]),
    fallbacks=st.sampled_from([(), (("transaction_id",),), (("entry_id", "amount"), ("transaction_id",))]),
    since=st.sampled_from([None, PAID + timedelta(minutes=9)]),
    until=st.sampled_from([None, PAID + timedelta(minutes=11)]),
    test_counts=st.booleans(),
)


@st.composite
def two_sides(draw):
    """A ledger, and PortOne's record: the same rows, some changed, left out, repeated, added."""
    ledger = draw(ROWS)
    kept = [each for each in ledger if draw(st.integers(0, 3))]
    return ledger, draw(st.permutations([*kept, *draw(st.lists(ENTRIES, max_size=3))]))
