"""Every error that a modelled operation documents comes about as it would for a merchant, or it is said why not."""

from __future__ import annotations

import pytest

from pytest_portone import contracts
from pytest_portone.contracts.model import Ref
from pytest_portone.sandbox import Band, Channel, Promotion
from pytest_portone.sandbox.cards import DECLINES
from pytest_portone.sandbox.domains import ROUTES

BEFORE = {
    "promotions": (
        Promotion("tenth", (Band(5000, percent=10),)),
        Promotion("shinhan", (Band(1000, percent=10),), card_company="SHINHAN_CARD"),
        Promotion("all", (Band(1000, amount=5000),)),
        Promotion("steep", (Band(5000, amount=4000),)),
    ),
    "stores": frozenset({"store-1", "store-2"}),
    "store_id": "store-1",
    "max_transactions": 2,
    "max_cancellations": 2,
}
OTHER = {"storeId": "store-9"}
DECLINED, POOR, STUCK, KEPT = DECLINES


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


def in_group(merchant, number):
    return merchant.issued(number, channelKey=None, channelGroupId="group-1")


def unissued(merchant):
    return merchant.sandbox.customer.issue_billing_key(finish=False).id


SCENARIOS = {
    ("loginViaApiSecret", "INVALID_REQUEST"): lambda m: m.post("/login/api-secret", {}),
    ("loginViaApiSecret", "UNAUTHORIZED"): lambda m: m.post("/login/api-secret", {"apiSecret": " "}),
    ("refreshToken", "INVALID_REQUEST"): lambda m: m.post("/token/refresh", {"refreshToken": 1}),
    ("refreshToken", "UNAUTHORIZED"): lambda m: m.post("/token/refresh", {"refreshToken": "none"}),
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
    ("issueBillingKey", "INVALID_REQUEST"): lambda m: m.issue(channelKey=None),
    ("issueBillingKey", "FORBIDDEN"): lambda m: m.issue(**OTHER),
    ("issueBillingKey", "CHANNEL_NOT_FOUND"): lambda m: m.issue(channelKey="channel-key-9"),
    ("issueBillingKey", "PG_PROVIDER"): lambda m: m.issue(DECLINED),
    ("issueBillingKey", "CHANNEL_SPECIFIC"): lambda m: m.issue(DECLINED, channelKey=None, channelGroupId="group-1"),
    ("getBillingKeyInfo", "INVALID_REQUEST"): lambda m: m.get("/billing-keys/%"),
    ("getBillingKeyInfo", "FORBIDDEN"): lambda m: m.get("/billing-keys/key", query=OTHER),
    ("getBillingKeyInfo", "BILLING_KEY_NOT_FOUND"): lambda m: m.get(f"/billing-keys/{unissued(m)}"),
    ("getBillingKeyInfos", "INVALID_REQUEST"): lambda m: m.get("/billing-keys", wanted={"page": {"size": -1}}),
    ("getBillingKeyInfos", "FORBIDDEN"): lambda m: m.get("/billing-keys", wanted={"filter": OTHER}),
    ("deleteBillingKey", "INVALID_REQUEST"): lambda m: m.delete("/billing-keys/key", query={"requester": "NOBODY"}),
    ("deleteBillingKey", "FORBIDDEN"): lambda m: m.delete("/billing-keys/key", query=OTHER),
    ("deleteBillingKey", "BILLING_KEY_NOT_FOUND"): lambda m: m.delete("/billing-keys/key"),
    ("deleteBillingKey", "BILLING_KEY_NOT_ISSUED"): lambda m: m.delete(f"/billing-keys/{unissued(m)}"),
    ("deleteBillingKey", "BILLING_KEY_ALREADY_DELETED"): lambda m: m.delete(f"/billing-keys/{deleted(m)}"),
    ("deleteBillingKey", "PG_PROVIDER"): lambda m: m.delete(f"/billing-keys/{m.issued(KEPT)}"),
    ("deleteBillingKey", "CHANNEL_SPECIFIC"): lambda m: m.delete(f"/billing-keys/{in_group(m, KEPT)}"),
}

NOT_SIMULATED = {
    ("payInstantly", "PAYMENT_SCHEDULE_ALREADY_EXISTS"): "payment schedules are not modelled",
    ("payWithBillingKey", "PAYMENT_SCHEDULE_ALREADY_EXISTS"): "payment schedules are not modelled",
    ("deleteBillingKey", "PAYMENT_SCHEDULE_ALREADY_EXISTS"): "payment schedules are not modelled",
    ("closeVirtualAccount", "PG_PROVIDER"): "gateways refuse by the card, and no card is behind an account",
}


def modelled():
    """The operations of the newest contract that a domain models."""
    routes = {(each.method, each.path, Ref(each.answer)) for each in ROUTES}
    return [
        each for each in contracts.load().operations.values() if (each.method, each.path, each.success.type) in routes
    ]


def documented():
    contract = contracts.load()
    for operation in modelled():
        for status, errors in contract.errors_of(operation).items():
            for error in errors:
                yield operation.id, error.error.type, status


STATUSES = {(operation, error): status for operation, error, status in documented()}


@pytest.fixture
def strict(merchant_of):
    channels = (Channel("channel-key-1"), Channel("channel-key-2", group="group-1"))
    return merchant_of(channels=channels, **BEFORE)


def test_each_domain_is_in_the_newest_contract():
    assert len(modelled()) == len(ROUTES)


@pytest.mark.parametrize(("operation", "error"), SCENARIOS, ids=lambda each: each)
def test_the_error_comes_with_its_status(strict, operation, error):
    response = SCENARIOS[operation, error](strict)

    body = response.json()
    assert (response.status, body["type"]) == (STATUSES[operation, error], error)
    assert body["message"]
    assert strict.sandbox.calls[-1].operation == operation


@pytest.mark.parametrize("operation", [each for each in modelled() if each.authenticated], ids=lambda each: each.id)
def test_without_a_credential_it_is_unauthorized(strict, operation):
    path = operation.path.replace("{paymentId}", "p-1").replace("{billingKey}", "key")
    response = strict.send(operation.method, path, {}, headers={"authorization": None})
    assert (response.status, response.json()["type"]) == (401, "UNAUTHORIZED")


def test_no_documented_error_is_forgotten():
    unauthorized = {(each.id, "UNAUTHORIZED") for each in modelled() if each.authenticated}
    assert STATUSES.keys() == SCENARIOS.keys() | NOT_SIMULATED.keys() | unauthorized
    assert not SCENARIOS.keys() & NOT_SIMULATED.keys()
