"""What payments can be filtered by: a row a field of `PaymentFilterInput`. An empty list filters nothing.

The fields that choose the store, the range of time and the order are not among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.sandbox.cash_receipts import listing as receipts
from pytest_portone.sandbox.payments.models import CLIENTS
from pytest_portone.sandbox.payments.told import webhooks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State

    Filter: TypeAlias = Callable[[Payment, Any], bool]
    Lookup: TypeAlias = Callable[[State, Payment, Any], bool]
    Reading: TypeAlias = Callable[[Payment], Iterable[str | None]]

METHODS: Mapping[str, str] = {
    "PaymentMethodCard": "CARD",
    "PaymentMethodTransfer": "TRANSFER",
    "PaymentMethodVirtualAccount": "VIRTUAL_ACCOUNT",
    "PaymentMethodGiftCertificate": "GIFT_CERTIFICATE",
    "PaymentMethodMobile": "MOBILE",
    "PaymentMethodEasyPay": "EASY_PAY",
    "PaymentMethodConvenienceStore": "CONVENIENCE_STORE",
    "PaymentMethodCrypto": "CRYPTO",
}
"""`PaymentMethodType` by the tag of a `PaymentMethod`."""

_FILTER_STATUS = {"PAY_PENDING": "PENDING"}


def _method(payment: Payment) -> Mapping[str, Any]:
    return payment.order.method or {}


def _card(payment: Payment) -> Mapping[str, Any]:
    """The card that paid, also the one behind an easy payment."""
    method = _method(payment)
    card: Mapping[str, Any] = method.get("card") or method.get("easyPayMethod", {}).get("card") or {}
    return card


def _provider(payment: Payment) -> str | None:
    return payment.order.channel.pg_provider if payment.order.channel else None


def _is_test(payment: Payment) -> bool | None:
    return payment.order.channel.type == "TEST" if payment.order.channel else None


def _text(payment: Payment, searches: Sequence[Mapping[str, str]]) -> bool:
    return all(_contains(payment, each["field"], each["value"]) for each in searches)


def _contains(payment: Payment, field: str, value: str) -> bool:
    readings = TEXTS.values() if field == "ALL" else [TEXTS[field]]
    return any(value in text for reading in readings for text in reading(payment) if text)


FILTERS: Mapping[str, Filter] = {
    "status": lambda payment, wanted: _FILTER_STATUS.get(payment.status, payment.status) in wanted,
    "methods": lambda payment, wanted: METHODS.get(_method(payment).get("type", "")) in wanted,
    "pgProvider": lambda payment, wanted: _provider(payment) in wanted,
    "isTest": lambda payment, wanted: _is_test(payment) == wanted,
    "isScheduled": lambda payment, wanted: (payment.order.schedule_id is not None) == wanted,
    "version": lambda _, wanted: wanted == "V2",
    "platformType": lambda payment, wanted: CLIENTS[payment.order.platform] == wanted,
    "currency": lambda payment, wanted: payment.currency == wanted,
    "isEscrow": lambda payment, wanted: payment.order.escrow == wanted,
    "escrowStatus": lambda payment, wanted: payment.escrow is not None and payment.escrow.status == wanted,
    "cardBrand": lambda payment, wanted: _card(payment).get("brand") == wanted,
    "cardType": lambda payment, wanted: _card(payment).get("type") == wanted,
    "cardOwnerType": lambda payment, wanted: _card(payment).get("ownerType") == wanted,
    "giftCertificateType": lambda payment, wanted: _method(payment).get("giftCertificateType") == wanted,
    "textSearch": _text,
}

LOOKUPS: Mapping[str, Lookup] = {
    "webhookStatus": lambda state, payment, wanted: any(
        each.attempts[-1].outcome == wanted for each in webhooks_of(state, payment) if each.attempts
    ),
    **receipts.LOOKUPS,
}
"""Filters that look at more than the payment."""

TEXTS: Mapping[str, Reading] = {
    "PAYMENT_ID": lambda payment: [payment.id],
    "TX_ID": lambda payment: [payment.transaction_id],
    "SCHEDULE_ID": lambda payment: [payment.order.schedule_id],
    "FAIL_REASON": lambda payment: [payment.failure.reason] if payment.failure else [],
    "CARD_ISSUER": lambda payment: [_card(payment).get("issuer")],
    "CARD_ACQUIRER": lambda payment: [_card(payment).get("publisher")],
    "CARD_BIN": lambda payment: [_card(payment).get("bin")],
    "CARD_NUMBER": lambda payment: [_card(payment).get("number")],
    "CARD_APPROVAL_NUMBER": lambda payment: [_method(payment).get("approvalNumber")],
    "CARD_RECEIPT_NAME": lambda payment: [_card(payment).get("name")],
    "CARD_INSTALLMENT": lambda payment: [str(_method(payment).get("installment", {}).get("month", ""))],
    "TRANS_BANK": lambda payment: [_method(payment).get("bank")],
    "VIRTUAL_ACCOUNT_HOLDER_NAME": lambda payment: [_method(payment).get("remitteeName")],
    "VIRTUAL_ACCOUNT_BANK": lambda payment: [_method(payment).get("bank")],
    "VIRTUAL_ACCOUNT_NUMBER": lambda payment: [_method(payment).get("accountNumber")],
    "PG_MERCHANT_ID": lambda payment: [payment.order.channel.pg_merchant_id] if payment.order.channel else [],
    "PG_TX_ID": lambda payment: [payment.pg_tx_id],
    "PG_RECEIPT_ID": lambda _: [],
    "RECEIPT_APPROVAL_NUMBER": lambda _: [],
    "PG_CANCELLATION_ID": lambda payment: [each.pg_id for each in payment.cancellations],
    "CANCEL_REASON": lambda payment: [each.reason for each in payment.cancellations],
    "ORDER_NAME": lambda payment: [payment.order.name],
    "CUSTOMER_NAME": lambda payment: [payment.order.customer.get("name")],
    "CUSTOMER_EMAIL": lambda payment: [payment.order.customer.get("email")],
    "CUSTOMER_PHONE_NUMBER": lambda payment: [payment.order.customer.get("phoneNumber")],
    "CUSTOMER_ADDRESS": lambda payment: [payment.order.customer.get("address", {}).get("oneLine")],
    "CUSTOMER_ZIPCODE": lambda payment: [payment.order.customer.get("zipcode")],
    "USER_AGENT": lambda _: [],
    "BILLING_KEY": lambda payment: [payment.order.billing_key],
    "PROMOTION_ID": lambda payment: [payment.order.promotion_id],
    "GIFT_CERTIFICATION_APPROVAL_NUMBER": lambda payment: [_method(payment).get("approvalNumber")],
}
"""What each `PaymentTextSearchField` looks into."""
