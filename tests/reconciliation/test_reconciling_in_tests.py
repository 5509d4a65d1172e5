"""`portone.reconcile` and `portone_reconciled`: a ledger against the sandbox of a test."""

from __future__ import annotations

import json
import sqlite3
import sys
import types
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb
import httpx
import pandas as pd
import polars as pl
import pytest
import sqlalchemy
from sqlalchemy import orm

# Whatever the inner runs import is thrown away after each of them, unless it is here before.
import pytest_portone.reconciliation.in_tests
import pytest_portone.reconciliation.reading.sandbox
import pytest_portone.reconciliation.reporting.text
import pytest_portone.server
import pytest_portone.serving.site
import pytest_portone.transport.http1  # noqa: F401
from pytest_portone.reconciliation.entries import Entry
from pytest_portone.reconciliation.ledgers import LedgerError
from pytest_portone.reconciliation.reconciliation import DISCREPANT, IN_FLIGHT
from pytest_portone.reconciliation.terms import Terms
from pytest_portone.sandbox import Channel, Sandbox, Settings, SweepError
from pytest_portone.server import MissingExtraError

CONFTEST = """
    import json

    import httpx
    import pytest

    from pytest_portone.reconciliation.entries import Entry


    def entry(payment_id, amount=39_000):
        return Entry(payment_id=payment_id, kind="payment", state="done", amount=amount, currency="KRW")


    class Shop:
        def __init__(self):
            self.books, self.open = [], True

        def hear(self, request):
            event = json.loads(request.read())
            if event["type"] == "Transaction.Paid":
                self.books.append(entry(event["data"]["paymentId"]))
            return httpx.Response(200)

        def ledger(self):
            assert self.open, "the ledger is closed"
            return self.books


    @pytest.fixture
    def shop():
        shop = Shop()
        yield shop
        shop.open = False
"""
LEDGER = """
    @pytest.fixture
    def portone_ledger(shop):
        return shop.ledger
"""


def entry(payment_id="order-1", amount=39_000, **more):
    return Entry(payment_id=payment_id, kind="payment", state="done", amount=amount, currency="KRW", **more)


@pytest.fixture
def portone():
    return Sandbox(settings=Settings(webhook_jitter=False))


@pytest.fixture
def books(portone):
    """The ledger of a shop that books what it is told, 39,000 won an order."""
    found = []

    def hear(request):
        event = json.loads(request.read())
        if event["type"] == "Transaction.Paid":
            found.append(entry(event["data"]["paymentId"]))
        return httpx.Response(200)

    portone.webhooks.send_to(hear, "/hooks")
    return found


@pytest.fixture
def run(pytester):
    """`run(test, *arguments, conftest=..., ini=...)`: a test module of a merchant's, run."""

    def run(source, *arguments, conftest=CONFTEST + LEDGER, ini=""):
        pytester.makeini(f"[pytest]\nfilterwarnings = error\n{ini}")
        pytester.makeconftest(conftest)
        pytester.makepyfile(source)
        return pytester.runpytest_inprocess("-p", "no:randomly", "-p", "no:cacheprovider", *arguments)

    return run


def outcomes(found):
    """(outcome, side, rows, amount) of the totals."""
    return {(each.outcome, each.side, each.rows, each.amount) for each in found.totals}


# What is compared


def test_a_ledger_that_agrees_is_clean(portone, books):
    portone.customer.pay("order-1", 39_000)
    found = portone.reconcile(books)
    assert found.clean
    assert outcomes(found) == {("agreed", "ledger", 1, 39_000), ("agreed", "portone", 1, 39_000)}


def test_nothing_agrees_with_nothing(portone):
    assert portone.reconcile([]).clean


def test_a_function_is_asked_when_it_is_needed(portone, books):
    portone.customer.pay("order-1", 39_000)
    assert portone.reconcile(lambda: books).clean
    assert not portone.reconcile(lambda: books[:0]).clean
    assert portone.reconcile(each for each in books).clean


def test_reconciling_leaves_the_world_as_it_is(portone, books):
    portone.customer.pay("order-1", 39_000)
    portone.faults.lost_answer(times=None)
    before = portone.dump()
    portone.reconcile(books)
    portone.reconcile([])
    assert portone.dump() == before
    assert not portone.calls


def test_what_is_no_ledger_is_refused(portone):
    async def ledger():
        return []

    async def execute(statement):
        return statement

    with pytest.raises(LedgerError, match=r"received a coroutine of .*ledger, expected rows: await them before"):
        portone.reconcile(ledger)
    with pytest.raises(LedgerError, match="received a coroutine of an asynchronous connection, expected rows"):
        portone.reconcile((types.SimpleNamespace(execute=execute), QUERY))
    with pytest.raises(LedgerError, match="received a mapping, expected rows"):
        portone.reconcile({"order-1": ROW})
    with pytest.raises(LedgerError, match="received None, expected rows, a frame, or a connection and a query"):
        portone.reconcile(None)
    with pytest.raises(LedgerError, match=r"received None of list\.sort, expected rows"):
        portone.reconcile([].sort)


def test_without_the_extra_the_command_that_installs_it_is_told(portone, monkeypatch):
    portone.customer.pay("order-1", 39_000)
    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'pytest-portone\[reconcile\]'"):
        portone.reconcile([entry()])


# What a ledger can be

ROW = {"order_id": "order-1", "paid": 39_000, "state": "settled"}
MAPPING = {
    "payment_id": "order_id",
    "kind": {"value": "payment"},
    "state": {"column": "state", "done": "settled", "pending": "open"},
    "amount": "paid",
    "currency": {"value": "KRW"},
}
QUERY = "SELECT * FROM orders"


@dataclass
class Order:
    order_id: str
    paid: int
    state: str


def in_sqlite(stack):
    connection = stack.enter_context(closing(sqlite3.connect(":memory:")))
    connection.execute("CREATE TABLE orders (order_id text, paid integer, state text)")
    connection.execute("INSERT INTO orders VALUES ('order-1', 39000, 'settled')")
    return connection, QUERY


def in_a_driver_without_execute(stack):
    """As psycopg2, MySQL's drivers and Django's connection."""
    connection, query = in_sqlite(stack)
    return types.SimpleNamespace(cursor=connection.cursor), query


def in_duckdb(stack):
    connection = stack.enter_context(duckdb.connect())
    connection.execute("CREATE TEMP TABLE orders (order_id text, paid bigint, state text)")
    connection.execute("INSERT INTO orders VALUES ('order-1', 39000, 'settled')")
    return connection, QUERY


class Base(orm.DeclarativeBase):
    pass


class Booked(Base):
    __tablename__ = "orders"
    order_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    paid: orm.Mapped[int]
    state: orm.Mapped[str]


def engine(stack):
    made = sqlalchemy.create_engine("sqlite://", poolclass=sqlalchemy.pool.StaticPool)
    stack.callback(made.dispose)
    Base.metadata.create_all(made)
    return made


def session(stack):
    """A session whose rows are flushed, and not committed."""
    found = stack.enter_context(orm.Session(engine(stack)))
    found.add(Booked(**ROW))
    found.flush()
    return found


def committed(stack):
    made = engine(stack)
    with orm.Session(made) as opened, opened.begin():
        opened.add(Booked(**ROW))
    return made, QUERY


LEDGERS = {
    "dictionaries": lambda _: [ROW],
    "dataclasses": lambda _: [Order(**ROW)],
    "a generator": lambda _: (each for each in [ROW]),
    "the values of a dictionary": lambda _: {1: ROW}.values(),
    "pandas": lambda _: pd.DataFrame([ROW]),
    "polars": lambda _: pl.DataFrame([ROW]),
    "polars, lazy": lambda _: pl.LazyFrame([ROW]),
    "sqlite": in_sqlite,
    "a driver": in_a_driver_without_execute,
    "duckdb": in_duckdb,
    "a session": lambda stack: (session(stack), QUERY),
    "a connection": lambda stack: (session(stack).connection(), QUERY),
    "an engine": committed,
    "a statement": lambda stack: (session(stack), sqlalchemy.select(Booked)),
    "objects": lambda stack: session(stack).scalars(sqlalchemy.select(Booked)),
}


@pytest.mark.parametrize("kind", LEDGERS)
def test_a_ledger_is_read_as_it_is(portone, kind):
    portone.customer.pay("order-1", 39_000)
    with ExitStack() as stack:
        found = portone.reconcile(LEDGERS[kind](stack), mapping=MAPPING)
        assert found.clean, str(found)
        assert outcomes(found) == {("agreed", "ledger", 1, 39_000), ("agreed", "portone", 1, 39_000)}


def test_a_row_that_can_not_be_read_is_not_clean(portone):
    portone.customer.pay("order-1", 39_000)
    found = portone.reconcile([ROW, ROW | {"paid": 0.5}], mapping=MAPPING)
    assert not found.discrepancies
    assert not found.clean
    assert [each.source for each in found.aside] == ["ledger, row 2"]


# What is tolerated


def test_test_channels_count_where_there_are_no_others():
    for counts, settings in (
        (True, Settings()),
        (False, Settings(channel_type="LIVE")),
        (True, Settings(channels=(Channel("channel-key-1"),))),
        (False, Settings(channels=(Channel("channel-key-1"), Channel("channel-key-2", "LIVE")))),
    ):
        sandbox = Sandbox(settings=settings)
        sandbox.customer.pay_in_test("order-1", 39_000)
        found = sandbox.reconcile([entry()])
        assert (found.terms.test_counts, found.clean) == (counts, counts)


def test_a_ledger_with_the_times_of_the_machine_is_not_in_flight(portone):
    portone.customer.pay("order-1", 39_000)
    found = portone.reconcile([entry(at=datetime(2040, 1, 1, tzinfo=UTC)), entry("order-2")])
    assert found.counts() == {"missing_at_portone": 1}
    found = portone.reconcile([entry(at=datetime(2040, 1, 1, tzinfo=UTC), amount=1_000), entry("order-2")])
    assert not found.in_flight


def test_the_terms_count_from_the_time_of_the_sandbox(portone):
    portone.customer.pay("order-1", 39_000)
    terms = Terms(grace=timedelta(hours=1), test_counts=True)
    assert portone.reconcile([], terms).clean
    portone.clock.advance(hours=1)
    found = portone.reconcile([], terms)
    assert found.terms.as_of == portone.clock.now
    assert found.counts() == {"missing_in_ledger": 1}


def test_a_tolerance_counts(portone):
    portone.customer.pay("order-1", 39_001)
    assert portone.reconcile([entry()]).counts() == {"amount": 1}
    assert portone.reconcile([entry()], {"tolerance": {"KRW": 1}}).clean
    assert portone.reconcile([], {"tolerance": {"KRW": 1}}).counts() == {"missing_in_ledger": 1}


# What is under way


def lost(portone):
    portone.webhooks.drop("Transaction.Paid")
    portone.customer.pay("order-2", 39_000)


def delayed(portone):
    portone.webhooks.delay("Transaction.Paid", minutes=1)
    portone.customer.pay("order-2", 39_000)


@pytest.mark.parametrize("late", [lost, delayed])
def test_what_a_webhook_tells_later_is_in_flight_until_then(portone, books, late):
    portone.customer.pay("order-1", 39_000)
    late(portone)
    found = portone.reconcile(books)
    assert found.clean
    assert [(each.name, each.payment_id) for each in found.in_flight] == [("missing_in_ledger", "order-2")]
    assert outcomes(found) == {
        ("agreed", "ledger", 1, 39_000),
        ("agreed", "portone", 1, 39_000),
        ("in flight", "portone", 1, 39_000),
    }
    portone.clock.advance(minutes=1)
    found = portone.reconcile(books)
    assert found.clean
    assert not found.in_flight


def test_what_is_held_is_in_flight(portone, books):
    with portone.webhooks.hold():
        portone.customer.pay("order-1", 39_000)
        assert [each.name for each in portone.reconcile(books).in_flight] == ["missing_in_ledger"]
    assert not portone.reconcile(books).in_flight


def test_a_webhook_that_was_not_taken_mends_nothing(portone):
    portone.webhooks.send_to(lambda _: httpx.Response(500), "/hooks")
    portone.customer.pay("order-1", 39_000)
    found = portone.reconcile([])
    assert found.counts() == {"missing_in_ledger": 1}
    assert "was not taken (attempts: 500" in found.discrepancies[0].cause


def test_a_webhook_that_is_due_is_waited_for_no_longer(portone, books):
    portone.customer.pay("order-1", 39_000)
    key = portone.customer.issue_billing_key()
    body = {"billingKey": key.id, "orderName": "shoes", "amount": {"total": 39_000}, "currency": "KRW"}
    call(portone, "/payments/order-2/billing-key", body)
    [found] = portone.reconcile(books).discrepancies
    assert found.cause == (
        "the webhook Transaction.Paid is not sent yet: it is due at 2026-01-01T00:00:00Z (portone.webhooks.deliver())"
    )
    portone.webhooks.deliver()
    assert portone.reconcile(books).clean


def test_a_payment_with_something_that_time_does_not_heal_stays_discrepant(portone, books):
    portone.customer.pay("order-1", 39_000)
    portone.webhooks.drop("Transaction.PartialCancelled")
    call(portone, "/payments/order-1/cancel", {"reason": "returned", "amount": 1_000})
    portone.webhooks.deliver()
    books.append(entry())
    found = portone.reconcile(books)
    assert [each.name for each in found.discrepancies] == ["duplicate_in_ledger"]
    assert [each.name for each in found.in_flight] == ["cancellation_sum"]
    assert {each.outcome for each in found.totals} == {DISCREPANT}


def test_every_row_is_in_one_total_whatever_is_under_way(portone, books):
    for number in range(6):
        if number % 2:
            portone.webhooks.drop("Transaction.Paid")
        portone.customer.pay(f"order-{number}", 39_000 + number % 3)
    found = portone.reconcile(books)
    rows, amounts = Counter(), Counter()
    for each in found.totals:
        rows[each.side] += each.rows
        amounts[each.side] += each.amount
    assert rows == {"ledger": 3, "portone": 6}
    assert amounts == {"ledger": 3 * 39_000, "portone": 6 * 39_000 + 6}
    assert sum(each.rows for each in found.totals if each.outcome == IN_FLIGHT) == 3


def call(portone, path, body):
    from pytest_portone.transport import PORTONE, intercept

    headers = {"authorization": f"PortOne {portone.secret}"}
    with intercept(portone.handle):
        assert httpx.post(f"{PORTONE}{path}", json=body, headers=headers).is_success


def test_it_is_an_invariant_of_a_sweep(portone, books):
    refunds = []

    def refund():
        while True:
            try:
                call(portone, "/payments/order-1/cancel", {"reason": "returned", "amount": 1_000})
            except httpx.TransportError:
                continue
            refunds.append(
                Entry(payment_id="order-1", kind="cancellation", state="done", amount=1_000, currency="KRW")
            )
            return

    def agrees():
        found = portone.reconcile([*books, *refunds])
        assert found.clean, [each.cause for each in found.discrepancies]

    portone.customer.pay("order-1", 39_000)
    with pytest.raises(SweepError, match=r"and the call was made again at .*: PortOne has 2 cancellations"):
        portone.sweep(refund, agrees, reset=refunds.clear)


# What a failing assertion shows

ASSERTIONS = {
    "at once": "assert portone.reconcile([]).clean",
    "by a name": "found = portone.reconcile([]); assert found.clean",
    "of the discrepancies": "assert not portone.reconcile([]).discrepancies",
    "of the counts": "assert portone.reconcile([]).counts() == {}",
    "by a helper": "agrees(portone.reconcile([]))",
}


@pytest.mark.parametrize("assertion", ASSERTIONS)
def test_a_failing_assertion_shows_the_table(run, assertion):
    outcome = run(f"""
        def agrees(found):
            assert found.clean

        def test_books(portone):
            portone.customer.pay("order-7", 39_000)
            {ASSERTIONS[assertion]}
    """)
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(
        [
            "E*1 discrepancy in 1 payment; 39,000 KRW at stake",
            "E*1. order-7: missing_in_ledger, 39,000 KRW",
            "E*cause *Transaction.Paid happened at 2026-01-01T00:00:00Z, and no webhook tells of it:*",
        ]
    )
    assert outcome.stdout.str().count("1. order-7: missing_in_ledger") == 1


def test_an_assertion_about_something_else_shows_none(run):
    outcome = run("""
        def two():
            three = 3
            assert three == 2

        def test_books(portone):
            found = portone.reconcile([])
            portone.customer.pay("order-7", 39_000)
            assert not portone.reconcile([]).clean
            two()
    """)
    outcome.assert_outcomes(failed=1)
    outcome.stdout.no_fnmatch_line("*missing_in_ledger*")


# `portone_reconciled`


def test_a_test_fails_at_whose_end_there_are_discrepancies(run):
    outcome = run("""
        def test_agrees(portone, shop, portone_reconciled):
            portone.webhooks.send_to(shop.hear, "/hooks")
            portone.customer.pay("order-1", 39_000)

        def test_does_not(portone, shop, portone_reconciled):
            portone.webhooks.send_to(shop.hear, "/hooks")
            portone.customer.pay("order-1", 40_000)
    """)
    outcome.assert_outcomes(passed=1, failed=1)
    outcome.stdout.fnmatch_lines(
        [
            "*the ledger and PortOne don't agree at the end of the test",
            "*1 discrepancy in 1 payment; 1,000 KRW at stake",
            "*1. order-1: amount, 1,000 KRW",
            "*cause *nothing was pre-registered*",
        ]
    )


def test_what_is_due_is_delivered_first(run):
    run("""
        def test_books(portone, portone_client, shop, portone_reconciled):
            portone.webhooks.send_to(shop.hear, "/hooks")
            key = portone.customer.issue_billing_key()
            body = {"billingKey": key.id, "orderName": "shoes", "amount": {"total": 39_000}, "currency": "KRW"}
            assert portone_client.post("/payments/order-1/billing-key", json=body).is_success
            assert not shop.books
    """).assert_outcomes(passed=1)


def test_a_test_that_fails_anyway_shows_both(run):
    outcome = run("""
        def test_books(portone, portone_reconciled):
            portone.customer.pay("order-7", 39_000)
            raise RuntimeError("the shop is on fire")
    """)
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(
        [
            "E*RuntimeError: the shop is on fire",
            "E*the ledger and PortOne don't agree at the end of the test",
            "E*1. order-7: missing_in_ledger, 39,000 KRW",
        ]
    )


def test_its_value_reconciles_at_once(run):
    run("""
        def test_books(portone, shop, portone_reconciled):
            portone.customer.pay("order-7", 39_000)
            assert portone_reconciled().counts() == {"missing_in_ledger": 1}
            shop.books.append(__import__("conftest").entry("order-7"))
            assert portone_reconciled().clean
    """).assert_outcomes(passed=1)


def test_it_works_behind_a_server(run):
    outcome = run("""
        def test_books(portone_server, shop, portone_reconciled):
            portone_server.sandbox.customer.pay("order-7", 39_000)
    """)
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(["*1. order-7: missing_in_ledger, 39,000 KRW"])


def test_without_a_ledger_it_says_what_to_override(run):
    outcome = run("def test_books(portone, portone_reconciled): pass", conftest=CONFTEST)
    outcome.assert_outcomes(errors=1)
    outcome.stdout.fnmatch_lines(
        [
            "*portone_reconciled needs the merchant's ledger. Override the fixture portone_ledger*",
            "*def portone_ledger(shop):",
        ]
    )


def test_for_every_test_by_the_ini_file(run):
    outcome = run(
        """
        import pytest

        def test_uses_the_sandbox(portone):
            portone.customer.pay("order-1", 39_000)

        def test_uses_none(shop):
            shop.books.append("no row at all")

        class TestNoLedger:
            @pytest.fixture
            def portone_ledger(self):
                return None

            def test_is_left_alone(self, portone):
                portone.customer.pay("order-1", 39_000)

        @pytest.mark.xfail(strict=True, reason="the shop does not listen yet")
        def test_is_expected(portone):
            portone.customer.pay("order-1", 39_000)
        """,
        "-v",
        ini="usefixtures = portone_reconciled",
    )
    outcome.assert_outcomes(passed=2, failed=1, xfailed=1)
    outcome.stdout.fnmatch_lines(["*::test_uses_the_sandbox FAILED*"])


def test_terms_and_mapping_are_fixtures_too(run):
    terms = """
    @pytest.fixture
    def portone_terms():
        return {"tolerance": {"KRW": 1_000}}
    """
    source = """
        def test_books(portone, shop, portone_reconciled):
            portone.webhooks.send_to(shop.hear, "/hooks")
            portone.customer.pay("order-1", 40_000)
    """
    run(source).assert_outcomes(failed=1)
    run(source, conftest=CONFTEST + LEDGER + terms).assert_outcomes(passed=1)


def test_a_ledger_that_breaks_says_so_where_the_test_passed(run):
    broken = """
    @pytest.fixture
    def portone_ledger():
        def ledger():
            raise RuntimeError("no such table: payments")

        return ledger
    """
    outcome = run("def test_books(portone, portone_reconciled): pass", conftest=CONFTEST + broken)
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(["E*RuntimeError: no such table: payments"])


def test_a_test_that_never_began_is_not_asked(run):
    outcome = run("""
        import pytest

        @pytest.fixture
        def broken(portone_reconciled, portone):
            portone.customer.pay("order-7", 39_000)
            raise RuntimeError("the shop can't open")

        def test_books(broken): pass
    """)
    outcome.assert_outcomes(errors=1)
    outcome.stdout.no_fnmatch_line("*missing_in_ledger*")
