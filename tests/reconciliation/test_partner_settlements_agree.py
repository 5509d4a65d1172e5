"""What the sandbox settles with partners, read as a side: orders less what was cancelled, on the live side or the
test side."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from pytest_portone.reconciliation.reading.asking import in_process
from pytest_portone.reconciliation.reading.settlements import partners
from pytest_portone.sandbox import Channel, Request, Sandbox, Settings

CONTRACT = {
    "id": "month-end",
    "name": "a tenth",
    "platformFee": {"fixedRate": 10_000},
    "platformFeeVatPayer": "PARTNER",
    "subtractPaymentVatAmount": False,
    "settlementCycle": {
        "lagDays": 1,
        "datePolicy": "CALENDAR_DAY",
        "method": {"monthly": {"daysOfMonth": [31]}},
    },
}
PARTNER = {
    "id": "potter",
    "name": "potter",
    "contact": {"name": "potter", "email": "potter@example.com"},
    "account": {"bank": "SHINHAN", "currency": "KRW", "number": "110123456789", "holder": "potter"},
    "defaultContractId": "month-end",
    "tags": [],
    "type": {"nonWhtPayer": {}},
}
ORDER = {"partnerId": "potter", "paymentId": "p-1", "discounts": []}


@pytest.fixture(params=["LIVE", "TEST"])
def kind(request):
    return request.param


@pytest.fixture
def portone(kind):
    return Sandbox(settings=Settings(channels=(Channel("channel-key-1", type=kind),)))


@pytest.fixture
def post(portone, kind):
    def send(path, body):
        headers = {"authorization": f"PortOne {portone.secret}", "content-type": "application/json"}
        query = "test=true" if kind == "TEST" and path.startswith("/platform") else ""
        answer = portone.handle(Request("POST", path, query, headers, json.dumps(body).encode()))
        assert answer.status == 200, answer.json()
        return answer.json()

    return send


@pytest.fixture
def settled(portone, post):
    """An order of 10,000 of which 4,000 were cancelled, at the end of its month."""
    portone.customer.pay("p-1", 10_000)
    post("/platform/contracts", CONTRACT)
    post("/platform/partners", PARTNER)
    post("/platform/transfers/order", ORDER | {"orderDetail": {"orderAmount": 10_000}, "additionalFees": []})
    cancelled = post("/payments/p-1/cancel", {"reason": "torn", "amount": 4_000})["cancellation"]["id"]
    post(
        "/platform/transfers/order-cancel",
        ORDER | {"cancellationId": cancelled, "orderDetail": {"orderAmount": 4_000}},
    )
    portone.clock.advance_to(datetime(2026, 1, 31, 12, tzinfo=UTC))


def rows(portone, days=(), *, test):
    return partners(days, in_process(portone), test=test).frame.to_pylist()


@pytest.mark.usefixtures("settled")
def test_what_is_cancelled_is_taken_back(portone, kind):
    found = rows(portone, [date(2026, 1, 31)], test=kind == "TEST")
    assert sorted((each["amount"], each["state"], each["channel"]) for each in found) == [
        (-3_560, "pending", kind),
        (8_900, "pending", kind),
    ]


@pytest.mark.usefixtures("settled")
def test_other_days_and_the_other_side_have_nothing(portone, kind):
    assert rows(portone, [date(2026, 1, 30)], test=kind == "TEST") == []
    assert rows(portone, test=kind != "TEST") == []


@pytest.mark.usefixtures("settled")
def test_what_was_paid_out_is_done(portone, post, kind):
    ids = [each["entry_id"] for each in rows(portone, test=kind == "TEST")]
    answer = post(
        "/platform/partner-settlements/complete-payout", {"bulkPayoutId": "b-1", "partnerSettlementIds": ids}
    )
    assert (answer["payoutCount"], answer["partnerSettlementCount"]) == (1, 2)
    found = rows(portone, test=kind == "TEST")
    assert {each["state"] for each in found} == {"done"}
    assert sum(each["amount"] for each in found) == 5_340
