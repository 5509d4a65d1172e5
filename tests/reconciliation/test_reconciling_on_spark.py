"""The engine on a real Spark, in this process's own Java."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from any_ledgers import ANY_TERMS, two_sides
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_portone.reconciliation import Entry, Terms, reconcile
from pytest_portone.reconciliation.in_arrow import table

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TERMS = Terms(as_of=NOW, since=NOW - timedelta(days=40), tolerance={"USD": 1})
PAID = Entry(
    payment_id="order", transaction_id="t", kind="payment", state="done", amount=1_000, tax_free=0, vat=90,
    currency="KRW", at=NOW - timedelta(days=9), channel="LIVE",
)  # fmt: skip


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql", reason="the extra spark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.default.parallelism": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.adaptive.enabled": "false",
    }
    builder = sql.SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def story():
    """A ledger and PortOne's record with a little of everything."""
    portone = [replace(PAID, payment_id=f"order-{n}", transaction_id=f"t-{n}", source=f"p {n}") for n in range(12)]
    ledger = [replace(each, source=each.source.replace("p", "l")) for each in portone]
    ledger[0] = replace(ledger[0], amount=999)
    ledger[1] = replace(ledger[1], payment_id=None)
    ledger[2] = replace(ledger[2], state="pending")
    ledger[3] = replace(ledger[3], currency="USD")
    ledger[4] = replace(ledger[4], vat=80, at=NOW)
    portone[5] = replace(portone[5], channel="TEST")
    portone[6] = replace(portone[6], at=NOW - timedelta(minutes=5))
    portone[7] = replace(portone[7], at=NOW - timedelta(days=41))
    ledger[7] = replace(ledger[7], at=NOW - timedelta(days=42), amount=1)
    refund = replace(PAID, payment_id="order-8", kind="cancellation", entry_id="c", transaction_id=None, amount=10)
    settled = replace(PAID, kind="settlement", entry_id="s", amount=5)
    del ledger[6]
    return [*ledger, ledger[8], refund], [*portone, replace(refund, amount=20), settled]


pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")  # of PySpark, about pandas


def test_it_finds_what_the_others_find(spark):
    ledger, portone = story()
    expected = reconcile(ledger, portone, TERMS)
    assert len(expected.counts()) >= 8
    found = reconcile(*(spark.createDataFrame(table(each)) for each in (ledger, portone)), TERMS)
    assert found.discrepancies == expected.discrepancies
    assert found.in_flight == expected.in_flight
    assert found.totals == expected.totals


@settings(deadline=None, max_examples=2, suppress_health_check=list(HealthCheck))
@given(sides=st.lists(two_sides(), min_size=10, max_size=20), terms=ANY_TERMS)
def test_it_finds_the_same_in_anything(spark, sides, terms):
    """Many small ledgers at once: Spark takes seconds for each question, however little is asked."""
    ledger, portone = ([row for each in sides for row in each[side]] for side in (0, 1))
    expected = reconcile(ledger, portone, terms)
    found = reconcile(*(spark.createDataFrame(table(each)) for each in (ledger, portone)), terms)
    assert found.discrepancies == expected.discrepancies
    assert found.in_flight == expected.in_flight
    assert found.totals == expected.totals
