"""The payment that an order transfer is about: PortOne's own, or one that was made elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import read
from pytest_portone.sandbox.payments.filters import METHODS
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers.models import Purchase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State

_EXTERNAL: Mapping[str, str] = {
    "card": "CARD",
    "transfer": "TRANSFER",
    "virtualAccount": "VIRTUAL_ACCOUNT",
    "giftCertificate": "GIFT_CERTIFICATE",
    "mobile": "MOBILE",
    "easyPay": "EASY_PAY",
}
_SHOWN = frozenset(_EXTERNAL.values())
_EASY_METHODS = {
    "PaymentMethodEasyPayMethodCard": "CARD",
    "PaymentMethodCard": "CARD",
    "PaymentMethodEasyPayMethodTransfer": "TRANSFER",
    "PaymentMethodTransfer": "TRANSFER",
    "PaymentMethodEasyPayMethodCharge": "CHARGE",
}


def payment_of(state: State, side: Side, payment_id: str) -> Payment:
    """The payment of the credential's store that was paid on a side: through a live channel, or a test channel.

    Raises:
        Refusal: `PLATFORM_PAYMENT_NOT_FOUND`.
    """
    payment = state.payments_of(None).get(payment_id)
    if payment is None or payment.paid_at is None or side_of(payment) != side:
        message = f"There is no payment {payment_id!r} that was paid among the {side} data"
        raise Refusal("PLATFORM_PAYMENT_NOT_FOUND", message)
    return payment


def side_of(payment: Payment) -> Side:
    """The side that a payment is on."""
    return "test" if payment.order.channel and payment.order.channel.type == "TEST" else "live"


def purchase_of(payment: Payment) -> Purchase:
    """A payment that was made through PortOne."""
    method = payment.order.method or {}
    kind = METHODS.get(method.get("type", ""))
    channel = payment.order.channel
    return Purchase(
        id=payment.id,
        external=False,
        store_id=payment.store_id,
        order_name=payment.order.name,
        method=_method(kind, method),
        method_type=kind,
        channel_key=channel.key if channel else None,
        paid_at=payment.paid_at,
    )


def external_purchase(state: State, payment_id: str, sent: Mapping[str, Any]) -> Purchase:
    """A payment that was made elsewhere, as `CreatePlatformOrderTransferBodyExternalPaymentDetail` tells of it."""
    named = next(((name, _EXTERNAL[name]) for name in sent.get("method", {}) if name in _EXTERNAL), None)
    return Purchase(
        id=payment_id,
        external=True,
        store_id=state.settings.store_id,
        order_name=sent.get("orderName"),
        method=named and {"type": named[1], **sent["method"][named[0]]},
        method_type=named and named[1],
        paid_at=read(sent["paidAt"]) if "paidAt" in sent else None,
    )


def _method(kind: str | None, method: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A payment's method as `PlatformPaymentMethod`; None where it has none for it."""
    if kind not in _SHOWN:
        return None
    if kind != "EASY_PAY":
        return {"type": kind}
    inner = _EASY_METHODS.get(method.get("easyPayMethod", {}).get("type", ""))
    return {"type": kind, "provider": method.get("provider"), "methodType": inner}
