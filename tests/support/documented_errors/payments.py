"""Payments."""

from __future__ import annotations

from functools import partial

import httpx

from documented_errors import OTHER, POOR, STUCK
from pytest_portone.sandbox import Channel

LATER = Channel("channel-key-later", pg_provider="TRIPLE_A")
PARCEL = {"logistics": {"company": "CJ", "invoiceNumber": "1", "sentAt": "2026-01-01T00:00:00Z"}}
RECEIPT = {
    "items": [
        {
            "storeBusinessRegistrationNumber": "1234567891",
            "storeName": "shop",
            "totalAmount": 1100,
            "currency": "KRW",
        }
    ]
}
AFTERWARDS = {
    "capturePayment": ("POST", "capture", {}),
    "applyEscrowLogistics": ("POST", "escrow/logistics", PARCEL),
    "modifyEscrowLogistics": ("PATCH", "escrow/logistics", PARCEL),
    "confirmEscrow": ("POST", "escrow/complete", {}),
    "registerStoreReceipt": ("POST", "register-store-receipt", RECEIPT),
}
"""What is done with a payment that was paid: operation -> method, end of the path, body."""


def paid(merchant, **checkout):
    merchant.sandbox.customer.pay("p-1", **{"total": 1100} | checkout)
    return merchant


def afterwards(merchant, operation, **changes):
    method, end, body = AFTERWARDS[operation]
    return merchant.send(method, f"/payments/p-1/{end}", body | changes)


def unpaid(merchant, operation):
    merchant.account()
    return afterwards(merchant, operation)


def refused(merchant, operation, act):
    """The gateway refuses an operation, because the test asks for it."""
    merchant.sandbox.faults.pg_error(operation=operation)
    return act()


def authorized(merchant, **checkout):
    """The payment token of a window after which the merchant confirms by hand."""
    return merchant.sandbox.customer.authorize("p-1", 1100, **checkout).token


def confirm(merchant, token, **body):
    return merchant.post("/payments/p-1/confirm", {"paymentToken": token} | body)


def requested(merchant):
    """The id of a cancellation that the gateway has not decided on."""
    return paid(merchant, channel=LATER).cancel().json()["cancellation"]["id"]


def stop(merchant, cancellation="none", **body):
    return merchant.post(f"/payments/p-1/cancellations/{cancellation}/stop", body)


def stopped(merchant):
    cancellation = requested(merchant)
    stop(merchant, cancellation)
    return cancellation


def scheduled(merchant):
    """A merchant with a schedule for the payment, and the key that it is to pay with."""
    key = merchant.issued()
    payment = {"billingKey": key, "orderName": "shoes", "currency": "KRW", "amount": {"total": 1100}}
    made = merchant.post("/payments/p-1/schedule", {"payment": payment, "timeToPay": "2026-02-01T00:00:00Z"})
    assert made.status == 200, made.json()
    return key


def told(merchant, **body):
    """A webhook of a payment that was sent nowhere, sent again."""
    merchant.sandbox.webhooks.send_to(lambda _: httpx.Response(200))
    return paid(merchant).post("/payments/p-1/resend-webhook", body)


def deleted(merchant):
    key = merchant.issued()
    merchant.delete(f"/billing-keys/{key}")
    return key


def tried_twice(merchant):
    for _ in range(2):
        merchant.card(POOR)
    return merchant


def cancelled_twice(merchant):
    paid(merchant).cancel(amount=10)
    merchant.cancel(amount=10)
    return merchant


def retained(merchant):
    paid(merchant, total=6000, promotion="tenth").cancel(amount=100, promotionDiscountRetainOption="RETAIN")
    return merchant


SCENARIOS = {
    ("preRegisterPayment", "INVALID_REQUEST"): lambda m: m.post("/payments/p-1/pre-register", {"totalAmount": -1}),
    ("preRegisterPayment", "FORBIDDEN"): lambda m: m.post("/payments/p-1/pre-register", OTHER),
    ("preRegisterPayment", "ALREADY_PAID"): lambda m: paid(m).post("/payments/p-1/pre-register", {"totalAmount": 1}),
    ("payInstantly", "INVALID_REQUEST"): lambda m: m.instant(amount={"total": 0}),
    ("payInstantly", "FORBIDDEN"): lambda m: m.instant(**OTHER),
    ("payInstantly", "CHANNEL_NOT_FOUND"): lambda m: m.instant(channelKey="channel-key-9"),
    ("payInstantly", "ALREADY_PAID"): lambda m: paid(m).instant(),
    ("payInstantly", "SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT"): lambda m: m.instant(
        amount={"total": 100, "taxFree": 60, "vat": 41}
    ),
    ("payInstantly", "DISCOUNT_AMOUNT_EXCEEDS_TOTAL_AMOUNT"): lambda m: m.instant(promotionId="all"),
    ("payInstantly", "PROMOTION_PAY_METHOD_DOES_NOT_MATCH"): lambda m: m.instant(promotionId="shinhan"),
    ("payInstantly", "MAX_TRANSACTION_COUNT_REACHED"): lambda m: tried_twice(m).instant(),
    ("payInstantly", "PG_PROVIDER"): lambda m: m.card(POOR),
    ("payWithBillingKey", "INVALID_REQUEST"): lambda m: m.pay_with(m.issued(), orderName=" "),
    ("payWithBillingKey", "FORBIDDEN"): lambda m: m.pay_with(m.issued(), **OTHER),
    ("payWithBillingKey", "BILLING_KEY_NOT_FOUND"): lambda m: m.pay_with("billing-key-9"),
    ("payWithBillingKey", "BILLING_KEY_ALREADY_DELETED"): lambda m: m.pay_with(deleted(m)),
    ("payWithBillingKey", "CHANNEL_NOT_FOUND"): lambda m: m.pay_with(m.issued(), channelKey="channel-key-9"),
    ("payWithBillingKey", "ALREADY_PAID"): lambda m: paid(m).pay_with(m.issued()),
    ("payWithBillingKey", "SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT"): lambda m: m.pay_with(
        m.issued(), amount={"total": 100, "taxFree": 101}
    ),
    ("payWithBillingKey", "DISCOUNT_AMOUNT_EXCEEDS_TOTAL_AMOUNT"): lambda m: m.pay_with(
        m.issued(), promotionId="all"
    ),
    ("payWithBillingKey", "PROMOTION_PAY_METHOD_DOES_NOT_MATCH"): lambda m: m.pay_with(
        m.issued(), promotionId="shinhan"
    ),
    ("payWithBillingKey", "MAX_TRANSACTION_COUNT_REACHED"): lambda m: tried_twice(m).pay_with(m.issued()),
    ("payWithBillingKey", "PG_PROVIDER"): lambda m: m.pay_with(m.issued(POOR)),
    ("getPayment", "INVALID_REQUEST"): lambda m: m.get("/payments/%zz"),
    ("getPayment", "FORBIDDEN"): lambda m: m.get("/payments/p-1", query=OTHER),
    ("getPayment", "PAYMENT_NOT_FOUND"): lambda m: m.get("/payments/%20"),
    ("getPaymentTransactions", "INVALID_REQUEST"): lambda m: m.get("/payments/%FF/transactions"),
    ("getPaymentTransactions", "FORBIDDEN"): lambda m: m.get("/payments/p-1/transactions", query=OTHER),
    ("getPaymentTransactions", "PAYMENT_NOT_FOUND"): lambda m: m.get("/payments/p-9/transactions"),
    ("getPayments", "INVALID_REQUEST"): lambda m: m.get("/payments", wanted={"page": {"number": 6000, "size": 10}}),
    ("getPayments", "FORBIDDEN"): lambda m: m.get("/payments", wanted={"filter": OTHER}),
    ("getAllPaymentsByCursor", "INVALID_REQUEST"): lambda m: m.get("/payments-by-cursor", wanted={"size": 1001}),
    ("getAllPaymentsByCursor", "FORBIDDEN"): lambda m: m.get("/payments-by-cursor", wanted=OTHER),
    ("cancelPayment", "INVALID_REQUEST"): lambda m: paid(m).cancel(amount=0),
    ("cancelPayment", "FORBIDDEN"): lambda m: paid(m).cancel(**OTHER),
    ("cancelPayment", "PAYMENT_NOT_FOUND"): lambda m: m.cancel(),
    ("cancelPayment", "PAYMENT_NOT_PAID"): lambda m: [m.account(), m.cancel()][1],
    ("cancelPayment", "PAYMENT_ALREADY_CANCELLED"): lambda m: [paid(m).cancel(), m.cancel(amount=1)][1],
    ("cancelPayment", "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN"): lambda m: paid(m).cancel(currentCancellableAmount=1),
    ("cancelPayment", "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT"): lambda m: paid(m).cancel(amount=1101),
    ("cancelPayment", "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT"): lambda m: paid(m, tax_free=500).cancel(
        amount=100, taxFreeAmount=50, vatAmount=51
    ),
    ("cancelPayment", "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT"): lambda m: paid(
        m, tax_free=10
    ).cancel(amount=100, taxFreeAmount=11),
    ("cancelPayment", "CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT"): lambda m: paid(m, tax_free=1000).cancel(
        amount=101
    ),
    ("cancelPayment", "MAX_CANCEL_COUNT_REACHED"): lambda m: cancelled_twice(m).cancel(amount=10),
    ("cancelPayment", "NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT"): lambda m: paid(
        m, total=5000, promotion="steep"
    ).cancel(amount=500),
    ("cancelPayment", "PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED"): lambda m: retained(m).cancel(
        amount=1
    ),
    ("cancelPayment", "PG_PROVIDER"): lambda m: [m.card(STUCK), m.cancel()][1],
    ("closeVirtualAccount", "INVALID_REQUEST"): lambda m: m.post("/payments/%E0%A4/virtual-account/close"),
    ("closeVirtualAccount", "FORBIDDEN"): lambda m: m.post("/payments/p-1/virtual-account/close", query=OTHER),
    ("closeVirtualAccount", "PAYMENT_NOT_FOUND"): lambda m: m.post("/payments/p-1/virtual-account/close"),
    ("closeVirtualAccount", "PAYMENT_NOT_WAITING_FOR_DEPOSIT"): lambda m: paid(m).post(
        "/payments/p-1/virtual-account/close"
    ),
    ("closeVirtualAccount", "PG_PROVIDER"): lambda m: [
        m.account(),
        refused(m, "closeVirtualAccount", lambda: m.post("/payments/p-1/virtual-account/close")),
    ][1],
    ("payInstantly", "PAYMENT_SCHEDULE_ALREADY_EXISTS"): lambda m: [scheduled(m), m.instant()][1],
    ("payWithBillingKey", "PAYMENT_SCHEDULE_ALREADY_EXISTS"): lambda m: m.pay_with(scheduled(m)),
    ("getAllPaymentEventsByCursor", "INVALID_REQUEST"): lambda m: m.get(
        "/payment-events-by-cursor", wanted={"cursor": "none"}
    ),
    ("getAllPaymentEventsByCursor", "FORBIDDEN"): lambda m: m.get("/payment-events-by-cursor", wanted=OTHER),
    ("confirmPayment", "INVALID_REQUEST"): lambda m: confirm(m, authorized(m), totalAmount=-1),
    ("confirmPayment", "FORBIDDEN"): lambda m: confirm(m, authorized(m), **OTHER),
    ("confirmPayment", "PAYMENT_NOT_FOUND"): lambda m: confirm(m, "token"),
    ("confirmPayment", "ALREADY_PAID"): lambda m: [token := authorized(m), confirm(m, token), confirm(m, token)][2],
    ("confirmPayment", "INVALID_PAYMENT_TOKEN"): lambda m: [authorized(m), confirm(m, "token")][1],
    ("confirmPayment", "INFORMATION_MISMATCH"): lambda m: confirm(m, authorized(m), totalAmount=1),
    ("confirmPayment", "PG_PROVIDER"): lambda m: confirm(m, authorized(m, card_number=POOR)),
    ("stopPaymentCancellation", "INVALID_REQUEST"): lambda m: m.post("/payments/%FF/cancellations/1/stop", {}),
    ("stopPaymentCancellation", "FORBIDDEN"): lambda m: stop(m, **OTHER),
    ("stopPaymentCancellation", "PAYMENT_NOT_FOUND"): stop,
    ("stopPaymentCancellation", "PAYMENT_CANCELLATION_NOT_FOUND"): lambda m: stop(paid(m)),
    ("stopPaymentCancellation", "PAYMENT_CANCELLATION_NOT_PENDING"): lambda m: stop(m, stopped(m)),
    ("stopPaymentCancellation", "PG_PROVIDER"): lambda m: refused(
        m, "stopPaymentCancellation", partial(stop, m, requested(m))
    ),
    ("capturePayment", "INVALID_REQUEST"): lambda m: m.post("/payments/p-1/capture", {"storeId": 1}),
    ("applyEscrowLogistics", "INVALID_REQUEST"): lambda m: afterwards(m, "applyEscrowLogistics", logistics={}),
    ("modifyEscrowLogistics", "INVALID_REQUEST"): lambda m: afterwards(m, "modifyEscrowLogistics", logistics={}),
    ("confirmEscrow", "INVALID_REQUEST"): lambda m: afterwards(m, "confirmEscrow", fromStore="yes"),
    ("registerStoreReceipt", "INVALID_REQUEST"): lambda m: afterwards(m, "registerStoreReceipt", items=1),
    **{(each, "FORBIDDEN"): partial(lambda each, m: afterwards(m, each, **OTHER), each) for each in AFTERWARDS},
    **{(each, "PAYMENT_NOT_FOUND"): partial(lambda each, m: afterwards(m, each), each) for each in AFTERWARDS},
    **{(each, "PAYMENT_NOT_PAID"): partial(lambda each, m: unpaid(m, each), each) for each in AFTERWARDS},
    ("capturePayment", "PG_PROVIDER"): lambda m: refused(
        paid(m), "capturePayment", partial(afterwards, m, "capturePayment")
    ),
    ("registerStoreReceipt", "PG_PROVIDER"): lambda m: refused(
        paid(m), "registerStoreReceipt", partial(afterwards, m, "registerStoreReceipt")
    ),
    **{
        (each, "PG_PROVIDER"): partial(lambda each, m: afterwards(paid(m), each), each)
        for each in ("applyEscrowLogistics", "modifyEscrowLogistics", "confirmEscrow")
    },
    ("resendWebhook", "INVALID_REQUEST"): lambda m: told(m, webhookId=1),
    ("resendWebhook", "FORBIDDEN"): lambda m: told(m, **OTHER),
    ("resendWebhook", "PAYMENT_NOT_FOUND"): lambda m: m.post("/payments/p-9/resend-webhook", {}),
    ("resendWebhook", "WEBHOOK_NOT_FOUND"): lambda m: told(m, webhookId="none"),
    ("resendWebhook", "MAX_WEBHOOK_RETRY_COUNT_REACHED"): lambda m: [
        told(m),
        *(m.post("/payments/p-1/resend-webhook", {}) for _ in range(100)),
    ][-1],
}
