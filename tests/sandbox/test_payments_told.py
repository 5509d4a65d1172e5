"""What each act tells the merchant, in its order."""

from __future__ import annotations

import httpx
import pytest

from pytest_portone.sandbox import Channel, CheckoutError
from pytest_portone.sandbox.cards import DECLINES

_, POOR, STUCK, *_ = DECLINES
PAYPAL = Channel("paypal", pg_provider="PAYPAL_V2")
OPENED, PAID, FAILED = ("Ready", None), ("Paid", None), ("Failed", None)
ISSUED, PENDING = ("VirtualAccountIssued", None), ("PayPending", "ASYNC_PAY_PENDING")
PART, ALL, ASKED = ("PartialCancelled", None), ("Cancelled", None), ("CancelPending", None)

ACTS = {
    "a window is opened": (lambda _, c: c.open("p-1", 1000), [OPENED]),
    "and left": (lambda _, c: c.abandon("p-1", 1000), [OPENED]),
    "a window pays": (lambda _, c: c.pay("p-1", 1000), [OPENED, PAID]),
    "a window pays in two steps": (lambda _, c: (c.open("p-1", 1000), c.pay("p-1")), [OPENED, PAID]),
    "a window fails": (lambda _, c: c.fail("p-1", 1000), [OPENED, FAILED]),
    "two windows, one payment": (lambda _, c: c.pay_twice("p-1", 1000), [OPENED, OPENED, PAID]),
    "a window issues an account": (lambda _, c: c.issue_virtual_account("p-1", 1000), [OPENED, ISSUED]),
    "and it is paid into": (
        lambda _, c: (c.issue_virtual_account("p-1", 1000), c.deposit("p-1")),
        [OPENED, ISSUED, ("Paid", "VIRTUAL_ACCOUNT_DEPOSIT")],
    ),
    "and it is closed": (lambda m, _: (m.account(), m.post("/payments/p-1/virtual-account/close")), [ISSUED]),
    "a window authorizes": (lambda _, c: c.authorize("p-1", 1000), [OPENED]),
    "and the merchant confirms": (
        lambda m, c: m.post("/payments/p-1/confirm", {"paymentToken": c.authorize("p-1", 1000).token}),
        [OPENED, PAID],
    ),
    "a window waits for a review": (lambda _, c: c.pend("p-1", 1000), [OPENED, PENDING]),
    "a review approves": (
        lambda _, c: (c.pend("p-1", 1000), c.approve("p-1")),
        [OPENED, PENDING, ("Paid", "ASYNC_PAY_APPROVED")],
    ),
    "a review declines": (
        lambda _, c: (c.pend("p-1", 1000), c.decline("p-1")),
        [OPENED, PENDING, ("Failed", "ASYNC_PAY_FAILED")],
    ),
    "a call pays by card": (lambda m, _: m.instant(), [PAID]),
    "a call is declined": (lambda m, _: m.card(POOR), [FAILED]),
    "a call issues an account": (lambda m, _: m.account(), [ISSUED]),
    "a call pays with a key": (lambda m, _: m.pay_with(m.issued()), [PAID]),
    "a part is cancelled": (lambda m, _: (m.instant(), m.cancel(amount=1)), [PAID, PART]),
    "all is cancelled": (lambda m, _: (m.instant(), m.cancel()), [PAID, ALL]),
    "a cancellation is refused": (lambda m, _: (m.card(STUCK), m.cancel()), [PAID]),
    "a cancellation is asked for": (
        lambda m, c: (c.pay("p-1", 9, channel=PAYPAL), m.cancel()),
        [OPENED, PAID, ASKED],
    ),
    "and approved": (
        lambda m, c: (c.pay("p-1", 9, channel=PAYPAL), m.cancel(), c.approve_cancellation("p-1")),
        [OPENED, PAID, ASKED, ("Cancelled", "ASYNC_CANCEL_APPROVED")],
    ),
    "and refused": (
        lambda m, c: (c.pay("p-1", 9, channel=PAYPAL), m.cancel(), c.refuse_cancellation("p-1")),
        [OPENED, PAID, ASKED],
    ),
    "the console cancels": (lambda m, c: (m.instant(), c.cancel_in_console("p-1", 1)), [PAID, PART]),
    "the bank fetches it back": (lambda m, c: (m.instant(), c.chargeback("p-1")), [PAID, ALL]),
    "it is captured": (lambda m, _: (m.instant(), m.post("/payments/p-1/capture", {})), [PAID]),
    "it is pre-registered": (lambda m, _: m.post("/payments/p-1/pre-register", {"totalAmount": 1}), []),
}


@pytest.mark.parametrize("name", ACTS)
def test_each_act_tells_what_is_documented(merchant, name):
    act, expected = ACTS[name]
    merchant.sandbox.webhooks.send_to(lambda _: httpx.Response(200))
    act(merchant, merchant.sandbox.customer)
    events = [each.event for each in merchant.sandbox.webhooks.deliveries if each.event.payment_id]
    assert [(each.type.removeprefix("Transaction."), each.trigger) for each in events] == expected


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda m: m.instant(skipWebhook=True), []),
        (lambda m: m.account(skipWebhook=True), []),
        (lambda m: m.card(POOR, skipWebhook=True), ["Failed"]),
        (lambda m: m.pay_with(m.issued(), skipWebhook=True), []),
        (lambda m: (m.instant(), m.cancel(skipWebhook=True)), ["Paid"]),
        (lambda m: (m.account(skipWebhook=True), m.sandbox.customer.deposit("p-1")), ["Paid"]),
        (lambda m: (m.instant(skipWebhook=True), m.sandbox.customer.chargeback("p-1")), ["Cancelled"]),
    ],
)
def test_skipping_the_webhook_skips_the_success_of_that_call_alone(merchant, act, told):
    merchant.sandbox.webhooks.send_to(lambda _: httpx.Response(200))
    act(merchant)
    events = [each.event for each in merchant.sandbox.webhooks.deliveries if each.event.payment_id]
    assert [each.type.removeprefix("Transaction.") for each in events] == told


def test_what_is_refused_in_the_window_is_told_all_the_same(merchant):
    received = []
    merchant.sandbox.webhooks.send_to(lambda request: received.append(request) or httpx.Response(200))
    with pytest.raises(CheckoutError, match="PGProviderError: the card's limit is exceeded"):
        merchant.sandbox.customer.pay("p-1", 1000, card_number=POOR)
    assert merchant.payment("p-1")["status"] == "FAILED"
    assert len(received) == 2
