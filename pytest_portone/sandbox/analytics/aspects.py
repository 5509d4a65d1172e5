"""What payments are told apart by in charts: a row a field of the charts' stats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox import companies
from pytest_portone.sandbox.payments.filters import METHODS
from pytest_portone.sandbox.payments.models import CLIENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.payments.models import Payment

COMPANIES = (
    "ALIPAY",
    "BLUEWALNUT",
    "CHAI",
    "DANAL",
    "DAOU",
    "EXIMBAY",
    "GALAXIA",
    "INICIS",
    "JTNET",
    "KAKAOPAY",
    "KCP",
    "KICC",
    "KPN",
    "KSNET",
    "MOBILIANS",
    "NAVERPAY",
    "NICE",
    "PAYCO",
    "PAYMENTWALL",
    "PAYPAL",
    "PAYPLE",
    "SETTLE",
    "SMARTRO",
    "SMILEPAY",
    "SYRUP",
    "TOSSPAY",
    "TOSSPAYMENTS",
    "WELCOME",
)
"""The values of `PgCompany`."""

_OTHERWISE = {
    "HTML5_INICIS": "INICIS",
    "KAKAO": "KAKAOPAY",
    "NAVERCO": "NAVERPAY",
    "TOSS_BRANDPAY": "TOSSPAYMENTS",
    "UPLUS": "TOSSPAYMENTS",
}
"""The companies of the providers that are not named after them."""

_STATUS = {"PAY_PENDING": "PENDING"}
"""What `PaymentStatus` calls otherwise than payments do."""


def _method(payment: Payment) -> Mapping[str, Any]:
    return payment.order.method or {}


def _company(payment: Payment) -> str | None:
    if payment.order.channel is None:
        return None
    provider = payment.order.channel.pg_provider
    known = (each for each in COMPANIES if companies.is_of(provider, [each]))
    return _OTHERWISE.get(provider) or next(known, None)


ASPECTS: Mapping[str, Callable[[Payment], str | None]] = {
    "paymentMethod": lambda payment: METHODS.get(_method(payment).get("type", "")),
    "cardCompany": lambda payment: _method(payment).get("card", {}).get("issuer"),
    "easyPayProvider": lambda payment: _method(payment).get("provider"),
    "pgCompany": _company,
    "paymentStatus": lambda payment: _STATUS.get(payment.status, payment.status),
    "paymentClientType": lambda payment: CLIENTS[payment.order.platform],
}
"""None where a payment has no such thing."""
