"""A payment as rows: whatever PortOne may say is read or put aside with a reason, and the sums are right."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts, strategies
from pytest_portone.reconciliation.entries import COLUMNS, KINDS, STATES
from pytest_portone.reconciliation.in_arrow import table
from pytest_portone.reconciliation.reading import payments
from pytest_portone.reconciliation.reading.gathering import KEPT, Gathering
from pytest_portone.reconciliation.reading.portone_fields import LARGEST, UnreadableJsonError

VERSIONS = contracts.versions()
FEW = settings(deadline=None, max_examples=60)
AT = "2026-03-01T09:00:00+09:00"
PAID = {
    "status": "PAID",
    "id": "order-1",
    "transactionId": "t-1",
    "storeId": "store-1",
    "channel": {"type": "LIVE"},
    "requestedAt": AT,
    "updatedAt": AT,
    "statusChangedAt": AT,
    "paidAt": AT,
    "amount": {"total": 11_000, "taxFree": 1_000, "vat": 909, "discount": 2_000, "paid": 9_000, "cancelled": 0},
    "currency": "KRW",
}
BACK = {"status": "SUCCEEDED", "id": "c-1", "totalAmount": 4_000, "requestedAt": AT, "cancelledAt": AT}


def rows(**changes):
    return payments.entries(PAID | changes, "here")


def net(entries):
    signs = {"payment": 1, "cancellation": -1}
    return sum(signs.get(each.kind, 0) * each.amount for each in entries if each.state == "done")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("evolved", [False, True])
def test_every_payment_of_every_contract_is_read(version, evolved):
    contract = contracts.load(version)

    @FEW
    @given(strategies.payments(contract=contract, evolved=evolved))
    def check(payment):
        payment = json.loads(json.dumps(payment))
        found = payments.entries(payment, "here")
        assert [each.kind for each in found].count("payment") == 1
        assert found[0].amount == payment["amount"]["total"]
        assert found[0].status == payment["status"]
        assert all(each.kind in KINDS and each.state in STATES for each in found)
        told = payment["amount"]["total"] - payment["amount"]["cancelled"]
        if payment["status"] in payments.STATES and found[0].state == "done":
            known = [each for each in payment.get("cancellations") or [] if "totalAmount" in each]
            done = sum(each["totalAmount"] for each in known if each["status"] == "SUCCEEDED")
            assert net(found) == payment["amount"]["total"] - done
            assert evolved or net(found) == told

    check()


@FEW
@given(st.data())
def test_whatever_the_contract_allows_is_read_or_put_aside(data):
    contract = contracts.load(data.draw(st.sampled_from(VERSIONS)))
    drawn = strategies.types("Payment", contract=contract, coherent=False, evolved=data.draw(st.booleans()))
    documents = data.draw(st.lists(drawn, max_size=4))
    gathering = Gathering()
    found = [gathering.read(payments.entries, each, "here") for each in documents]
    assert sum(map(bool, found)) + gathering.unread == len(documents)
    read = table(entry for some in found for entry in some)
    assert read.column_names == [*COLUMNS]
    assert read.num_rows == sum(map(len, found))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*PAID, *BACK]), inner, max_size=5),
    max_leaves=8,
)


@FEW
@given(ANYTHING, st.sampled_from([*PAID, "cancellations", "disputes"]))
def test_no_json_breaks_the_reader(value, name):
    gathering = Gathering()
    for document in (value, PAID | {name: value}):
        found = gathering.read(payments.entries, document, "here")
        assert table(found).num_rows == len(found)
        assert payments.key(document).isascii()
        assert payments.changed(document).tzinfo
    assert all(each.reason and each.source.encode() for each in gathering.asides)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("READY", "pending"),
        ("PAY_PENDING", "pending"),
        ("VIRTUAL_ACCOUNT_ISSUED", "pending"),
        ("PAID", "done"),
        ("PARTIAL_CANCELLED", "done"),
        ("CANCELLED", "done"),
        ("FAILED", "failed"),
        ("FROZEN_BY_MARTIANS", "pending"),
    ],
)
def test_a_status_says_where_the_money_is(status, state):
    [found] = rows(status=status)
    assert (found.state, found.status) == (state, status)


def test_the_row_of_a_payment_has_all_that_portone_says():
    [found] = rows()
    assert found.payment_id == "order-1"
    assert found.transaction_id == "t-1"
    assert (found.amount, found.tax_free, found.vat, found.currency) == (11_000, 1_000, 909, "KRW")
    assert found.at == datetime(2026, 3, 1, tzinfo=UTC)
    assert (found.channel, found.source) == ("LIVE", "here")


def test_cancellations_are_rows_of_their_own_and_the_payment_stays_what_it_was():
    waits = {"status": "REQUESTED", "id": "c-2", "totalAmount": 500, "taxFreeAmount": 0, "requestedAt": AT}
    refused = {"status": "FAILED", "id": "c-3", "totalAmount": 600, "requestedAt": AT}
    new = {"status": "SPLIT", "id": "c-4", "totalAmount": 700, "requestedAt": AT}
    found = rows(status="PARTIAL_CANCELLED", cancellations=[BACK, waits, refused, new])
    assert [each.state for each in found] == ["done", "done", "pending", "failed", "pending"]
    assert [each.entry_id for each in found] == [None, "c-1", "c-2", "c-3", "c-4"]
    assert [each.amount for each in found] == [11_000, 4_000, 500, 600, 700]
    assert net(found) == 7_000


def test_a_payment_that_was_cancelled_before_it_was_paid_moved_no_money():
    unpaid = PAID["amount"] | {"paid": 0}
    found = rows(status="CANCELLED", paidAt=None, cancelledAt=AT, amount=unpaid, cancellations=[BACK])
    assert [each.state for each in found] == ["failed", "failed"]
    assert found[0].at == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_cancelled_payment_whose_time_of_payment_is_not_told_has_no_time():
    found = rows(status="CANCELLED", paidAt=None, cancellations=[BACK | {"totalAmount": 11_000}])
    assert found[0].at is None
    assert (found[0].state, net(found)) == ("done", 0)


def test_a_dispute_is_about_what_was_not_given_back():
    open_one = {"status": "UNRESOLVED", "reason": "not mine", "pgDisputeId": "d-1", "createdAt": AT}
    over = open_one | {"status": "RESOLVED", "pgDisputeId": None, "resolvedAt": AT}
    _, _, first, second = rows(cancellations=[BACK], disputes=[open_one, over])
    assert (first.kind, first.state, first.entry_id, first.amount) == ("dispute", "pending", "d-1", 7_000)
    assert (second.kind, second.state, second.entry_id) == ("dispute", "failed", None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount": {"total": 10.5}}, "amount.total: received a number with a fraction, expected an integer from 0"),
        ({"amount": {"total": "10"}}, "amount.total: received a text, expected an integer from 0"),
        ({"amount": {"total": True}}, "amount.total: received a boolean, expected an integer from 0"),
        ({"amount": {"total": -1}}, "amount.total: received -1, expected an integer from 0"),
        ({"amount": {"total": LARGEST + 1}}, f"amount.total: received {LARGEST + 1}, expected an integer from 0"),
        ({"amount": None}, "amount.total: received nothing, expected an integer from 0"),
        ({"currency": None}, "currency: received nothing, expected a text"),
        ({"status": 1}, "status: received 1, expected a text in Unicode"),
        ({"id": "\ud800"}, "id: received a text, expected a text in Unicode"),
        (
            {"paidAt": "2026-03-01T09:00:00"},
            "paidAt: received a text, expected a date-time with a zone (RFC 3339) in the years 1 to 9999",
        ),
        ({"cancellations": {}}, "cancellations: received an object, expected a list"),
        ({"cancellations": [1]}, "cancellations[0]: received 1, expected an object"),
        (
            {"cancellations": [BACK | {"totalAmount": None}]},
            "cancellations[0].totalAmount: received nothing, expected an integer from 0",
        ),
        (
            {"channel": "x", "disputes": 1},
            "channel: received a text, expected an object; disputes: received 1, expected",
        ),
    ],
)
def test_what_cannot_be_read_is_named(changes, reason):
    with pytest.raises(UnreadableJsonError) as raised:
        rows(**changes)
    assert str(raised.value).startswith(reason)


def test_the_first_reasons_are_kept_and_all_are_counted():
    gathering = Gathering()
    for each in range(KEPT + 5):
        assert gathering.read(payments.entries, {"id": f"order-{each}"}, "here") == []
    side = gathering.side([])
    assert side.unread == KEPT + 5
    assert len(side.aside) == KEPT
    assert (side.aside[0].side, side.aside[0].source) == ("portone", "here, order-0")
    assert "currency: received nothing, expected a text" in side.aside[0].reason
    assert side.frame.column_names == [*COLUMNS]
