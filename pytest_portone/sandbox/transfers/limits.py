"""What an order, or a cancellation, may come to at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers.contents import Money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.payments.models import Cancellation, Payment
    from pytest_portone.sandbox.transfers.contents import Contents, Taken
    from pytest_portone.sandbox.transfers.models import OfOrder

Stem: TypeAlias = Literal["PaymentAmount", "TaxFreeAmount", "SupplyWithVatAmount"]

_TYPES: Mapping[Stem, str] = {
    "PaymentAmount": "PAYMENT_AMOUNT",
    "TaxFreeAmount": "TAX_FREE_AMOUNT",
    "SupplyWithVatAmount": "SUPPLY_WITH_VAT_AMOUNT",
}


def refuse_excess(contents: Contents, taken: Taken, error: str) -> None:
    """Refuse discounts that are more than what they are given for, of each line and of the order.

    Args:
        contents: the order.
        taken: how much of it.
        error: what the contract calls this.

    Raises:
        Refusal: the error.
    """
    for line in contents.lines:
        order = line.product.price.times(taken.quantities.get(line.product.id, 0))
        _refuse_excess(order, discounted(taken, line.product.id), line.product.id, error)
    _refuse_excess(contents.ordered(taken), discounted(taken), None, error)


def discounted(taken: Taken, product_id: str | None = None) -> Money:
    """The discounts of a line; without a product's id, those of the order as such and of every line."""
    found = Money()
    for (place, _), money in taken.discounts.items():
        if product_id is None or place == product_id:
            found = found.plus(money)
    return found


def _refuse_excess(order: Money, discount: Money, product_id: str | None, error: str) -> None:
    rows = (
        ("DISCOUNT_THAN_ORDER", discount.amount, order.amount),
        ("DISCOUNT_TAX_FREE_THAN_DISCOUNT", discount.tax_free, discount.amount),
        ("DISCOUNT_TAX_FREE_THAN_ORDER_TAX_FREE", discount.tax_free, order.tax_free),
        ("PAYMENT_TAX_FREE_THAN_PAYMENT", order.tax_free - discount.tax_free, order.amount - discount.amount),
    )
    for kind, requested, allowed in rows:
        if requested > allowed:
            where = "of the order" if product_id is None else f"of the product {product_id!r}"
            message = f"{kind} {where}: {requested} requested, {allowed} allowed"
            details = {"productId": product_id, "requestedAmount": requested, "allowedAmount": allowed}
            known = {name: value for name, value in details.items() if value is not None}
            raise Refusal(error, message, known)


def paid_by(transfer: OfOrder) -> Money:
    """What the buyer paid of an order, or got back of it."""
    amounts = transfer.settlement.amounts
    return Money(amounts.payment, amounts.payment_tax_free)


def refuse_beyond_payment(payment: Payment, registered: Money, requested: Money) -> None:
    """Refuse transfers of a payment that sum up to more than it.

    Raises:
        Refusal: `PLATFORM_SETTLEMENT_{PAYMENT,TAX_FREE,SUPPLY_WITH_VAT}_AMOUNT_EXCEEDED_PORT_ONE_PAYMENT`.
    """
    paid = Money(payment.amount.total, payment.amount.tax_free)
    rows: tuple[tuple[Stem, int, int, int], ...] = (
        ("PaymentAmount", registered.amount, requested.amount, paid.amount),
        ("TaxFreeAmount", registered.tax_free, requested.tax_free, paid.tax_free),
        ("SupplyWithVatAmount", registered.taxable, requested.taxable, paid.taxable),
    )
    for stem, before, more, most in rows:
        if before + more > most:
            message = f"{stem}: {before} registered, {more} requested, {most} in the payment {payment.id!r}"
            details = {
                f"registeredSettlement{stem}": before,
                f"requestSettlement{stem}": more,
                f"portOne{stem}": most,
            }
            raise Refusal(f"PLATFORM_SETTLEMENT_{_TYPES[stem]}_EXCEEDED_PORT_ONE_PAYMENT", message, details)


def refuse_beyond_cancellation(cancellation: Cancellation, registered: Money, requested: Money) -> None:
    """Refuse transfers of a cancellation that sum up to more than it.

    Raises:
        Refusal: `PLATFORM_SETTLEMENT_CANCEL_AMOUNT_EXCEEDED_PORT_ONE_CANCEL`.
    """
    cancelled = Money(cancellation.total, cancellation.tax_free)
    rows = (
        ("SUPPLY_WITH_VAT", registered.taxable, requested.taxable, cancelled.taxable),
        ("TAX_FREE", registered.tax_free, requested.tax_free, cancelled.tax_free),
    )
    for kind, before, more, most in rows:
        if before + more > most:
            message = f"{kind}: {before} registered, {more} requested, {most} in the cancellation {cancellation.id!r}"
            details = {
                "registeredSettlementCancelAmount": before,
                "requestSettlementCancelAmount": more,
                "portOneCancelAmount": most,
                "amountType": kind,
            }
            raise Refusal("PLATFORM_SETTLEMENT_CANCEL_AMOUNT_EXCEEDED_PORT_ONE_CANCEL", message, details)
