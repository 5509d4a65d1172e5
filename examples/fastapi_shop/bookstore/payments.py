"""What the shop concludes from what PortOne says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portone_server_sdk.payment import (
    CancelledPayment,
    FailedPayment,
    FailedPaymentCancellation,
    PaidPayment,
    PartialCancelledPayment,
    PaymentMethodCard,
    PaymentMethodEasyPay,
    PaymentMethodVirtualAccount,
    PayPendingPayment,
    ReadyPayment,
    VirtualAccountIssuedPayment,
)

from bookstore.orders import Status

if TYPE_CHECKING:
    from portone_server_sdk.payment import Payment, PaymentCancellation, PaymentMethod

    from bookstore.orders import Order

CARD_TYPES = {"CREDIT": "credit card", "DEBIT": "debit card", "GIFT": "gift card"}


class PaymentMismatchError(Exception):
    """The money that PortOne holds is not what the order asks for."""


def settle(order: Order, payment: Payment, *, live: bool) -> None:
    """Bring the order up to date with its payment.

    Raises:
        PaymentMismatchError: paid, but not this amount, not in won, or through a test channel in production.
    """
    match payment:
        case PaidPayment():
            check(order, payment, live=live)
            order.status = Status.PAID
        case VirtualAccountIssuedPayment():
            order.status = Status.WAITING
        case ReadyPayment() | PayPendingPayment():
            order.status = Status.OPEN
        case FailedPayment():
            order.status = Status.FAILED
        case PartialCancelledPayment():
            order.refunded = payment.amount.cancelled
        case CancelledPayment():
            order.status, order.refunded = Status.REFUNDED, payment.amount.cancelled
        case _:
            raise PaymentMismatchError(f"{order.id}: a payment that nobody here understands")


def check(order: Order, payment: PaidPayment, *, live: bool) -> None:
    """Never trust the browser: the amount may have been tampered with on the way to the window."""
    if payment.currency != "KRW" or payment.amount.total != order.total:
        paid = f"{payment.amount.total} {payment.currency}"
        raise PaymentMismatchError(f"{order.id}: paid {paid}, expected {order.total} KRW")
    if live and payment.channel.type != "LIVE":
        raise PaymentMismatchError(f"{order.id}: paid through a {payment.channel.type} channel")


def book_refund(order: Order, cancellation: PaymentCancellation) -> None:
    """Put down what went back, or is about to."""
    if isinstance(cancellation, FailedPaymentCancellation):
        return
    order.refunds.append(cancellation.id)
    order.refunded += cancellation.total_amount
    if order.refunded == order.total:
        order.status = Status.REFUNDED


def paid_with(method: PaymentMethod | None) -> str:
    """The line on the receipt that says how the customer paid."""
    match method:
        case PaymentMethodCard(card=card):
            return f"{CARD_TYPES[card.type]} {card.number}"
        case PaymentMethodEasyPay(provider=provider):
            return provider.capitalize()
        case PaymentMethodVirtualAccount(bank=bank):
            return f"bank transfer ({bank})"
        case _:
            return "other"
