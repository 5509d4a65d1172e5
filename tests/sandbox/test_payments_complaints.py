"""Money that goes back without a call: disputes, chargebacks, the console; and the list of what happened."""

from __future__ import annotations

import httpx
import pytest

from pytest_portone.sandbox import CheckoutError


@pytest.fixture
def paid(merchant):
    merchant.sandbox.webhooks.send_to(lambda _: httpx.Response(200))
    merchant.sandbox.customer.pay("p-1", 1000)
    return merchant


def told(merchant):
    return [(each.type, each.event.trigger) for each in merchant.sandbox.webhooks.deliveries][2:]


def test_a_dispute_is_shown_and_settled(paid):
    disputed = paid.sandbox.customer.dispute("p-1", reason="never came")
    pg_id = disputed.disputes[0].pg_id
    created = {"reason": "never came", "createdAt": "2026-01-01T00:00:00.000Z", "pgDisputeId": pg_id}
    assert paid.payment("p-1")["disputes"] == [{"status": "UNRESOLVED", **created}]
    paid.sandbox.clock.advance(days=1)
    paid.sandbox.customer.resolve_dispute("p-1")
    resolved = {"status": "RESOLVED", **created, "resolvedAt": "2026-01-02T00:00:00.000Z"}
    assert paid.payment("p-1")["disputes"] == [resolved]
    assert paid.payment("p-1")["status"] == "PAID"
    assert told(paid) == [
        ("Transaction.DisputeCreated", "DISPUTE_CREATED"),
        ("Transaction.DisputeResolved", "DISPUTE_RESOLVED"),
    ]


def test_a_dispute_that_is_lost_is_charged_back(paid):
    paid.sandbox.customer.dispute("p-1")
    lost = paid.sandbox.customer.resolve_dispute("p-1", lost=True)
    assert lost.status == "CANCELLED"
    (cancellation,) = paid.payment("p-1")["cancellations"]
    assert (cancellation["trigger"], cancellation["totalAmount"]) == ("CHARGEBACK", 1000)
    assert [each for each, _ in told(paid)][1:] == ["Transaction.DisputeResolved", "Transaction.Cancelled"]


@pytest.mark.parametrize(("act", "trigger"), [("cancel_in_console", "CONSOLE"), ("chargeback", "CHARGEBACK")])
def test_cancellations_that_no_call_asks_for(paid, act, trigger):
    done = getattr(paid.sandbox.customer, act)("p-1", 300, reason="so")
    shown = paid.payment("p-1")
    assert (done.total, shown["status"], shown["amount"]["cancelled"]) == (300, "PARTIAL_CANCELLED", 300)
    assert (shown["cancellations"][0]["trigger"], shown["cancellations"][0]["reason"]) == (trigger, "so")
    assert told(paid) == [("Transaction.PartialCancelled", None)]
    with pytest.raises(CheckoutError, match="InvalidEntityState: amount: received 701, expected 700"):
        getattr(paid.sandbox.customer, act)("p-1", 701)
    getattr(paid.sandbox.customer, act)("p-1")
    assert paid.payment("p-1")["status"] == "CANCELLED"


def test_what_can_not_be_disputed(paid):
    customer = paid.sandbox.customer
    with pytest.raises(CheckoutError, match="no dispute of 'p-1' is open"):
        customer.resolve_dispute("p-1")
    paid.cancel()
    for act in (customer.dispute, customer.chargeback, customer.cancel_in_console):
        with pytest.raises(CheckoutError, match="the payment 'p-1' is CANCELLED"):
            act("p-1")


def events(merchant, **wanted):
    response = merchant.get("/payment-events-by-cursor", wanted=wanted)
    assert response.status == 200, response.json()
    return response.json()["items"]


def test_events_are_listed_with_what_came_in_and_went_back(paid):
    paid.cancel(amount=300)
    paid.sandbox.customer.fail("p-2", 5)
    paid.sandbox.clock.advance(days=1)
    paid.cancel()
    items = [each["paymentEvent"] for each in events(paid)]

    assert [(each["type"], each["eventAmount"]) for each in items] == [
        ("PAID", 1000),
        ("PARTIAL_CANCELLED", -300),
        ("CANCELLED", -700),
    ]
    assert [each["totalAmount"]["cancelled"] for each in items] == [0, 300, 1000]
    assert [each.get("cancellation", {}).get("totalAmount") for each in items] == [None, 300, 700]
    assert [each["createdAt"][:10] for each in items] == ["2026-01-01", "2026-01-01", "2026-01-02"]
    assert {each["paymentId"] for each in items} == {"p-1"}
    assert len({each["id"] for each in items}) == 3


@pytest.mark.parametrize("order", ["ASC", "DESC"])
def test_events_go_on_after_a_cursor(merchant_of, order):
    merchant = merchant_of(cursor_order=order)
    for number in range(5):
        merchant.sandbox.customer.pay(f"p-{number}", 100)
    seen, cursor = [], {}
    while items := events(merchant, size=2, **cursor):
        assert len(items) <= 2
        seen += [each["paymentEvent"]["paymentId"] for each in items]
        cursor = {"cursor": items[-1]["cursor"]}
    assert seen == [f"p-{number}" for number in range(5)][:: 1 if order == "ASC" else -1]


def test_events_of_one_store_in_a_range(merchant_of):
    merchant = merchant_of(store_id="a", stores=frozenset({"a", "b"}))
    merchant.sandbox.customer.pay("p-1", 100)
    merchant.sandbox.customer.pay("p-2", 100, store_id="b")
    merchant.sandbox.clock.advance(days=1)
    merchant.sandbox.customer.pay("p-3", 100)
    ids = lambda **wanted: [each["paymentEvent"]["paymentId"] for each in events(merchant, **wanted)]  # noqa: E731
    assert ids() == ["p-1", "p-3"]
    assert ids(storeId="b") == ["p-2"]
    assert ids(until="2026-01-01T00:00:00Z") == ["p-1"]
    payments = merchant.get("/payments-by-cursor").json()["items"]
    refused = merchant.get("/payment-events-by-cursor", wanted={"cursor": payments[0]["cursor"]})
    assert refused.json()["type"] == "INVALID_REQUEST"
