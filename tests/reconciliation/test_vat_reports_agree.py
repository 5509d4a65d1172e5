"""PortOne's own reconciliation and ours see the same money: its VAT reports, computed from the sandbox's payments,
against the rows that the payments themselves are read into."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.reconciliation import Entry, Terms, reconcile
from pytest_portone.reconciliation.entries import CANCELLATION, DONE, PAYMENT, SETTLEMENT
from pytest_portone.reconciliation.reading import sandbox
from pytest_portone.reconciliation.reading.asking import in_process
from pytest_portone.reconciliation.reading.settlements import vat_report
from pytest_portone.reconciliation.terms import SEOUL
from pytest_portone.sandbox import Channel, Sandbox, Settings

LIVE = Channel("channel-key-live", type="LIVE")
TEST = Channel("channel-key-test")
SIGNS = {PAYMENT: 1, CANCELLATION: -1}
METHODS = {"CARD": "CARD", "TRANSFER": "TRANSFER", "MOBILE": "MOBILE", "EASY_PAY": "ETC"}
JANUARY = date(2026, 1, 1), date(2026, 1, 31)


def world(**changes):
    return Sandbox(settings=Settings(channels=(LIVE, TEST), **changes))


def day(row):
    return (row["at"] + SEOUL).date()


def booked(portone, methods, since, until, report="transactions"):
    """What a merchant's books have of each method, by the payments' rows: a merchant's own VAT report.

    Args:
        portone: the sandbox.
        methods: the method of each payment, by its id.
        since: the first day.
        until: the last.
        report: what the entries are called by.
    """
    sums = Counter()
    for row in sandbox.side(portone).frame.to_pylist():
        if row["state"] == DONE and row["channel"] == "LIVE" and since <= day(row) <= until:
            sums[METHODS[methods[row["payment_id"]]]] += SIGNS[row["kind"]] * row["amount"]
    return [
        Entry(kind=SETTLEMENT, state=DONE, entry_id=f"{report} {since}/{until} {name}", amount=amount, currency="KRW")
        for name, amount in sums.items()
    ] or [Entry(kind=SETTLEMENT, state=DONE, entry_id=f"{report} {since}/{until} ALL", amount=0, currency="KRW")]


def compared(ledger, side, portone):
    return reconcile(ledger, side, Terms(as_of=portone.clock.now, grace=timedelta(0), skew=None))


@settings(deadline=None, max_examples=15)
@given(st.data())
def test_the_days_that_are_collected_agree(data):
    portone, methods = world(), {}
    for number in range(data.draw(st.integers(1, 5), label="payments")):
        payment_id = f"p-{number}"
        methods[payment_id] = data.draw(st.sampled_from(sorted(METHODS)), label="method")
        amount = data.draw(st.integers(1, 10**6), label="amount")
        channel = data.draw(st.sampled_from([LIVE, LIVE, TEST]), label="channel")
        tax_free = data.draw(st.integers(0, amount), label="tax-free")
        portone.customer.pay(payment_id, amount, tax_free=tax_free, method=methods[payment_id], channel=channel)
        portone.clock.advance(hours=data.draw(st.integers(0, 60), label="hours"))
        if data.draw(st.booleans(), label="cancelled"):
            portone.customer.cancel_in_console(payment_id)
        portone.clock.advance(hours=data.draw(st.integers(0, 60), label="hours"))
    since = date(2026, 1, 1) + timedelta(days=data.draw(st.integers(0, 20), label="since"))
    until = since + timedelta(days=data.draw(st.integers(0, 20), label="until"))
    collected = (portone.clock.now + SEOUL).date() - timedelta(days=1)
    if collected < until:
        portone.clock.advance_to(datetime.combine(until + timedelta(days=1), time(), UTC) - SEOUL)
    side = vat_report("transactions", since, until, in_process(portone))
    found = compared(booked(portone, methods, since, until), side, portone)
    assert found.clean
    assert not found.in_flight


@pytest.mark.parametrize("report", ["transactions", "settlements"])
def test_after_the_last_settlement_both_reports_are_the_engines_total(report):
    portone, methods = world(), {"p-1": "CARD", "p-2": "TRANSFER", "p-3": "CARD"}
    for number, payment_id in enumerate(methods):
        portone.customer.pay(payment_id, 10_000 + number, method=methods[payment_id])
        portone.clock.advance(days=2)
    portone.customer.cancel_in_console("p-1", 3_000)
    portone.clock.advance(days=20)
    side = vat_report(report, *JANUARY, in_process(portone))
    assert compared(booked(portone, methods, *JANUARY, report), side, portone).clean

    totals = portone.reconcile([]).totals
    net = sum(each.net for each in totals if each.side == "portone")
    assert sum(each["amount"] for each in side.frame.to_pylist()) == net == 27_003


def test_a_day_too_early_the_report_lacks_what_the_books_have():
    portone, methods = world(), {"p-1": "CARD"}
    portone.customer.pay("p-1", 10_000)
    side = vat_report("transactions", *JANUARY, in_process(portone))
    found = compared(booked(portone, methods, *JANUARY), side, portone)
    assert {each.name for each in found.discrepancies} == {"settlement_sum"}
    portone.clock.advance(days=31)
    side = vat_report("transactions", *JANUARY, in_process(portone))
    assert compared(booked(portone, methods, *JANUARY), side, portone).clean


def test_a_discount_is_in_the_payments_rows_and_not_in_the_report():
    portone = world()
    portone.customer.pay("p-1", 10_000, discount=1_500)
    portone.clock.advance(days=31)
    side = vat_report("transactions", *JANUARY, in_process(portone))
    [off] = compared(booked(portone, {"p-1": "CARD"}, *JANUARY), side, portone).discrepancies
    assert (off.name, off.at_stake) == ("settlement_sum", 1_500)


def test_a_year_is_read_in_reports_that_portone_gives():
    portone = world()
    for number in range(12):
        portone.customer.pay(f"p-{number}", 1_000 + number)
        portone.clock.advance(days=30)
    portone.clock.advance(days=30)
    side = vat_report("transactions", date(2026, 1, 1), date(2026, 12, 31), in_process(portone))
    assert side.unread == 0
    paid = sum(each.paid for each in portone.payments.values())
    assert sum(each["amount"] for each in side.frame.to_pylist()) == paid
