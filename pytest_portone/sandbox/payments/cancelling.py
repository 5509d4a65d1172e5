"""Cancelling a payment, in full or in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.amounts import vat_of
from pytest_portone.sandbox.payments import lifecycle, rules
from pytest_portone.sandbox.payments.models import Cancellation
from pytest_portone.sandbox.payments.rules import Wish
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.settings import Settings
    from pytest_portone.sandbox.state import State


def cancel(state: State, payment: Payment, body: Mapping[str, Any], documented: Collection[str]) -> Cancellation:
    """Cancel what a request body asks for (`CancelPaymentBody`), and keep the payment.

    Raises:
        Refusal: a rule's type, or `PG_PROVIDER` where the gateway refuses; it keeps a cancellation that failed.
    """
    settings = state.settings
    wish = _wish(payment, body, settings)
    rules.check(payment, wish, settings.cancellation_checks, documented)
    refused = _refused_by_gateway(payment, body, settings)
    cancellation = Cancellation(
        id=state.identifiers.uuid(),
        pg_id=state.identifiers.pg(),
        succeeded=refused is None,
        total=wish.total,
        tax_free=wish.tax_free,
        vat=wish.vat,
        refund=max(0, rules.refund(payment, wish)),
        reason=body["reason"],
        at=state.clock.now,
    )
    changed = lifecycle.cancelled(payment, cancellation, wish.option)
    if refused:
        state.payments_of(payment.store_id).put(changed)
        raise refused
    lifecycle.keep(state, changed, told=not body.get("skipWebhook", False))
    return cancellation


def _wish(payment: Payment, body: Mapping[str, Any], settings: Settings) -> Wish:
    """The defaults: all that is left; of a whole rest its tax-free part, else none; the VAT of what is taxable."""
    total = body.get("amount", payment.left)
    whole = total == payment.left
    tax_free = body.get("taxFreeAmount", rules.tax_free_left(payment) if whole else 0)
    vat = body.get("vatAmount")
    if vat is None:
        taxable = max(0, total - tax_free)
        vat = min(taxable, _vat_left(payment)) if whole else vat_of(taxable, settings.vat_rounding)
    return Wish(
        total=total,
        tax_free=tax_free,
        vat=vat,
        expected_left=body.get("currentCancellableAmount"),
        option=body.get("promotionDiscountRetainOption", "RELEASE"),
        most=settings.max_cancellations,
    )


def _vat_left(payment: Payment) -> int:
    return max(0, payment.amount.vat - sum(each.vat for each in payment.succeeded))


def _refused_by_gateway(payment: Payment, body: Mapping[str, Any], settings: Settings) -> Refusal | None:
    decline = payment.order.decline
    if decline and "cancel" in decline.at:
        return gateway(decline.pg_code, decline.pg_message)
    account = (payment.order.method or {}).get("type") == "PaymentMethodVirtualAccount"
    if account and settings.refund_account_required and "refundAccount" not in body:
        return gateway(
            "REFUND_ACCOUNT_REQUIRED", "refundAccount: received nothing, expected the account to refund to"
        )
    return None


def gateway(code: str, message: str) -> Refusal:
    """The payment gateway's no, as PortOne hands it on."""
    return Refusal("PG_PROVIDER", f"The payment gateway refused: {message}", {"pgCode": code, "pgMessage": message})
