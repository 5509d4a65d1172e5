"""Gateways that decide later: on payments, on cancellations, and after all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from pytest_portone.sandbox import Band, Channel, CheckoutError, Decline, Promotion
from pytest_portone.sandbox.cards import DECLINES

_, POOR, STUCK, *_ = DECLINES
PAYPAL = Channel("paypal", pg_provider="PAYPAL_V2")


def told(sandbox):
    """What the merchant was told: types, and what made each happen."""
    return [(each.type.removeprefix("Transaction."), each.event.trigger) for each in sandbox.webhooks.deliveries]


@pytest.fixture
def shop_of(merchant_of):
    def make(**settings):
        merchant = merchant_of(**settings)
        merchant.sandbox.webhooks.send_to(lambda _: httpx.Response(200))
        return merchant

    return make


def test_a_payment_under_review_is_approved_by_its_time(shop_of):
    shop = shop_of(approval_waits={"PAYPAL_V2": timedelta(minutes=30)}, channels=(PAYPAL,))
    answer = shop.instant(channelKey="paypal").json()
    pending = shop.payment("p-1")
    assert (pending["status"], pending["amount"]["paid"]) == ("PAY_PENDING", 0)
    assert answer["payment"]["pgTxId"] == pending["pgTxId"]
    assert "paidAt" not in pending

    shop.sandbox.clock.advance(minutes=29)
    assert shop.payment("p-1")["status"] == "PAY_PENDING"
    shop.sandbox.clock.advance(minutes=1)
    paid = shop.payment("p-1")
    assert (paid["status"], paid["paidAt"], paid["pgTxId"]) == (
        "PAID",
        "2026-01-01T00:30:00.000Z",
        pending["pgTxId"],
    )
    assert told(shop.sandbox) == [("PayPending", "ASYNC_PAY_PENDING"), ("Paid", "ASYNC_PAY_APPROVED")]


def test_a_card_that_is_declined_is_declined_later_too(shop_of):
    shop = shop_of(approval_waits={"PAYPAL_V2": timedelta(minutes=30)}, channels=(PAYPAL,))
    assert shop.card(POOR, channelKey="paypal").status == 200
    shop.sandbox.clock.advance(minutes=30)
    failed = shop.payment("p-1")
    assert (failed["status"], failed["failure"]["pgCode"]) == ("FAILED", "INSUFFICIENT_FUNDS")
    assert told(shop.sandbox)[-1] == ("Failed", "ASYNC_PAY_FAILED")


@pytest.mark.parametrize(
    ("act", "status", "trigger"),
    [("approve", "PAID", "ASYNC_PAY_APPROVED"), ("decline", "FAILED", "ASYNC_PAY_FAILED")],
)
def test_the_test_can_decide_at_any_gateway(shop_of, act, status, trigger):
    shop = shop_of()
    assert shop.sandbox.customer.pend("p-1", 1000).status == "PAY_PENDING"
    shop.sandbox.clock.advance(days=30)
    assert shop.sandbox.customer.open("p-2", 1).status == "READY"
    decided = getattr(shop.sandbox.customer, act)("p-1")
    assert decided.status == status == shop.payment("p-1")["status"]
    assert told(shop.sandbox)[-1][1] == trigger


@pytest.mark.parametrize("act", ["fail", "abandon"])
def test_a_gateway_may_approve_after_all(shop_of, act):
    """After a reported failure (Eximbay, Payletter), or after the window was closed (WeChat, Alipay+)."""
    shop = shop_of()
    before = getattr(shop.sandbox.customer, act)("p-1", 1000)
    shop.sandbox.clock.advance(minutes=5)
    paid = shop.sandbox.customer.approve("p-1")
    assert (paid.status, paid.paid, paid.transaction_id) == ("PAID", 1000, before.transaction_id)
    assert shop.instant("p-1").json()["type"] == "ALREADY_PAID"
    assert told(shop.sandbox)[-1] == ("Paid", "ASYNC_PAY_APPROVED")


def test_what_is_decided_can_not_be_decided_again(portone):
    portone.customer.pay("p-1", 1000)
    for act in (portone.customer.approve, portone.customer.decline, portone.customer.approve_cancellation):
        with pytest.raises(CheckoutError, match=r"PaymentNotFound: .*'p-1'"):
            act("p-1")


@pytest.fixture
def slow(shop_of):
    """A payment of 1000, of which a cancellation of 600 is requested."""
    shop = shop_of(channels=(PAYPAL,), cancellation_waits={"PAYPAL_V2": timedelta(hours=1)})
    shop.sandbox.customer.pay("p-1", 1000)
    asked = shop.cancel(amount=600)
    assert asked.status == 200
    return shop


def shown(shop):
    payment = shop.payment("p-1")
    return payment["status"], payment["amount"]["cancelled"], [each["status"] for each in payment["cancellations"]]


def test_a_cancellation_is_requested_and_succeeds_later(slow):
    assert shown(slow) == ("PAID", 0, ["REQUESTED"])
    slow.sandbox.clock.advance(hours=1)
    assert shown(slow) == ("PARTIAL_CANCELLED", 600, ["SUCCEEDED"])
    (cancellation,) = slow.payment("p-1")["cancellations"]
    assert (cancellation["requestedAt"], cancellation["cancelledAt"]) == (
        "2026-01-01T00:00:00.000Z",
        "2026-01-01T01:00:00.000Z",
    )
    assert told(slow.sandbox)[-2:] == [("CancelPending", None), ("PartialCancelled", "ASYNC_CANCEL_APPROVED")]
    bodies = [each.body["data"]["cancellationId"] for each in slow.sandbox.webhooks.deliveries[-2:]]
    assert bodies == [cancellation["id"]] * 2


def test_what_is_requested_counts_as_used(slow):
    refused = slow.cancel(amount=401)
    assert (refused.status, refused.json()["message"]) == (
        409,
        "amount: received 401, expected 400 or less, which is left",
    )
    assert slow.cancel(currentCancellableAmount=400).status == 200
    assert slow.cancel().json()["type"] == "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT"
    assert shown(slow) == ("PAID", 0, ["REQUESTED", "REQUESTED"])
    slow.sandbox.clock.advance(hours=1)
    assert shown(slow) == ("CANCELLED", 1000, ["SUCCEEDED", "SUCCEEDED"])


def test_a_cancellation_that_is_refused_later_frees_what_it_used(slow):
    refused = slow.sandbox.customer.refuse_cancellation("p-1")
    assert refused.status == "FAILED"
    assert shown(slow) == ("PAID", 0, ["FAILED"])
    assert told(slow.sandbox)[-1] == ("CancelPending", None)
    slow.cancel()
    slow.sandbox.customer.approve_cancellation("p-1")
    assert shown(slow) == ("CANCELLED", 1000, ["FAILED", "SUCCEEDED"])


def test_how_a_failure_is_told_is_a_setting(shop_of):
    shop = shop_of(
        channels=(PAYPAL,),
        cancellation_waits={"PAYPAL_V2": None},
        cancellation_failure_event="Transaction.CancelPending",
    )
    shop.card(STUCK, channelKey="paypal")
    shop.cancel()
    shop.sandbox.clock.advance(days=30)
    assert shown(shop) == ("PAID", 0, ["REQUESTED"])
    shop.sandbox.customer.refuse_cancellation("p-1")
    assert told(shop.sandbox)[-1] == ("CancelPending", "ASYNC_CANCEL_FAILED")


def test_a_card_whose_cancellations_are_refused_is_refused_later(shop_of):
    shop = shop_of(channels=(PAYPAL,))
    shop.card(STUCK, channelKey="paypal")
    assert shop.cancel().status == 200
    shop.sandbox.clock.advance(hours=1)
    assert shown(shop) == ("PAID", 0, ["FAILED"])


def test_a_cancellation_that_is_stopped(slow):
    (cancellation,) = slow.payment("p-1")["cancellations"]
    stopped = slow.post(f"/payments/p-1/cancellations/{cancellation['id']}/stop", {})
    assert stopped.json() == {"stoppedAt": "2026-01-01T00:00:00.000Z"}
    slow.sandbox.clock.advance(hours=2)
    assert shown(slow) == ("PAID", 0, ["FAILED"])
    assert told(slow.sandbox)[-1] == ("CancelPending", None)


def test_skipping_the_webhook_skips_that_of_the_call_alone(shop_of):
    shop = shop_of(channels=(PAYPAL,), cancellation_waits={"PAYPAL_V2": timedelta(hours=1)})
    shop.instant(channelKey="paypal", skipWebhook=True)
    shop.cancel(amount=1, skipWebhook=True)
    assert told(shop.sandbox) == []
    shop.sandbox.clock.advance(hours=1)
    assert told(shop.sandbox) == [("PartialCancelled", "ASYNC_CANCEL_APPROVED")]
    assert shop.card(POOR, "p-2", channelKey="paypal", skipWebhook=True).status == 502
    assert told(shop.sandbox)[-1] == ("Failed", None)


def test_a_world_that_is_gone_back_to_decides_again(slow):
    before = slow.sandbox.snapshot()
    slow.sandbox.customer.refuse_cancellation("p-1")
    slow.sandbox.clock.advance(hours=2)
    slow.sandbox.restore(before)
    slow.sandbox.clock.advance(hours=2)
    assert shown(slow) == ("PARTIAL_CANCELLED", 600, ["SUCCEEDED"])


def test_what_is_requested_has_its_vat_with_it(slow):
    rest = slow.cancel().json()["cancellation"]
    assert (rest["totalAmount"], rest["vatAmount"]) == (400, 36)
    (first, _) = slow.payment("p-1")["cancellations"]
    assert (first["vatAmount"], slow.payment("p-1")["amount"]["vat"]) == (55, 91)


def test_a_gateway_that_declines_declines_later_too(shop_of):
    no = Decline(frozenset({"pay"}), "NO", "this gateway declines")
    shop = shop_of(channels=(replace(PAYPAL, decline=no),), approval_waits={"PAYPAL_V2": timedelta(hours=1)})
    shop.sandbox.customer.pay("p-1", 1000)
    assert shop.payment("p-1")["status"] == "PAY_PENDING"
    shop.sandbox.clock.advance(hours=1)
    failed = shop.payment("p-1")
    assert (failed["status"], failed["failure"]["pgCode"]) == ("FAILED", "NO")


def test_a_gateway_that_declines_does_so_in_the_window_too(shop_of):
    no = Decline(frozenset({"pay"}), "NO", "this gateway declines")
    shop = shop_of(channels=(replace(PAYPAL, decline=no),))
    with pytest.raises(CheckoutError, match="PGProviderError: this gateway declines"):
        shop.sandbox.customer.pay("p-1", 1000)
    assert shop.card(STUCK, "p-2", channelKey="paypal").json()["pgCode"] == "NO"
    assert [shop.payment(each)["status"] for each in ("p-1", "p-2")] == ["FAILED", "FAILED"]


def test_what_is_requested_has_its_money_with_it(shop_of):
    shop = shop_of(channels=(PAYPAL,), cancellation_waits={"PAYPAL_V2": timedelta(hours=1)})
    shop.sandbox.customer.pay("p-1", 1000, discount=200)
    assert [shop.cancel(amount=each).status for each in (600, 400)] == [200, 200]
    shop.sandbox.clock.advance(hours=1)
    assert shown(shop) == ("CANCELLED", 1000, ["SUCCEEDED", "SUCCEEDED"])
    assert [each.refund for each in shop.sandbox.payments["p-1"].cancellations] == [600, 200]


def test_what_is_requested_counts_for_a_promotion(shop_of):
    tenth = Promotion("tenth", (Band(1, percent=10),))
    waits = {"PAYPAL_V2": timedelta(hours=1)}
    shop = shop_of(channels=(PAYPAL,), cancellation_waits=waits, promotions=(tenth,))
    shop.sandbox.customer.pay("p-1", 1000, promotion="tenth")
    assert shop.cancel(amount=600, promotionDiscountRetainOption="RETAIN").status == 200
    other = shop.cancel(amount=100, promotionDiscountRetainOption="RELEASE").json()
    assert other["type"] == "PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED"
    assert shop.cancel(amount=400, promotionDiscountRetainOption="RETAIN").status == 200
    assert [each.refund for each in shop.sandbox.payments["p-1"].cancellations] == [540, 360]
