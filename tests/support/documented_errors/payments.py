"""Payments."""

from __future__ import annotations

from documented_errors import OTHER, POOR, STUCK


def paid(merchant, **checkout):
    merchant.sandbox.customer.pay("p-1", **{"total": 1100} | checkout)
    return merchant


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
}

NOT_SIMULATED = {
    ("payInstantly", "PAYMENT_SCHEDULE_ALREADY_EXISTS"): "payment schedules are not modelled",
    ("payWithBillingKey", "PAYMENT_SCHEDULE_ALREADY_EXISTS"): "payment schedules are not modelled",
    ("closeVirtualAccount", "PG_PROVIDER"): "gateways refuse by the card, and no card is behind an account",
}
