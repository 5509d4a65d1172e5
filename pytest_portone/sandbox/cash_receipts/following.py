"""How a cash receipt follows its payment: issued when that is paid in cash, cancelled when all of it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.amounts import Amount, vat_of
from pytest_portone.sandbox.cash_receipts import issuing
from pytest_portone.sandbox.cash_receipts.issuing import Asked
from pytest_portone.sandbox.cash_receipts.models import Wish
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.cash_receipts.models import CashReceipt, ReceiptType
    from pytest_portone.sandbox.events import Event
    from pytest_portone.sandbox.payments.models import Order, Payment
    from pytest_portone.sandbox.settings import Settings
    from pytest_portone.sandbox.state import State

ACCOUNT = "PaymentMethodVirtualAccount"
CASH = frozenset({ACCOUNT, "PaymentMethodTransfer"})
"""The methods that move cash: others have no cash receipt, whatever is asked for."""


def wish_of(settings: Settings, body: Mapping[str, Any]) -> Wish | None:
    """The receipt that a request to pay asks for (`CashReceiptInput`, by itself or with a virtual account)."""
    account = body.get("method", {}).get("virtualAccount", {})
    sent = body.get("cashReceipt") or account.get("cashReceipt")
    if sent is None:
        return None
    return Wish(sent["type"], settings.declines.get(sent.get("customerIdentityNumber", "")))


def pays_in_cash(order: Order) -> bool:
    """Whether an order is paid in cash; the bank account behind an easy payment counts too."""
    method: Mapping[str, Any] = order.method or {}
    return method.get("type") in CASH or method.get("easyPayMethod", {}).get("type") in CASH


def receipt_of(state: State, payment: Payment) -> CashReceipt | None:
    """The receipt of a payment, whatever became of it; None where there is none."""
    return state.cash_receipts_of(payment.store_id).get(payment.id)


def follow(state: State, event: Event) -> None:
    """Have the receipt of a payment follow what happened to that."""
    if event.payment_id is None or event.type not in {"Transaction.Paid", "Transaction.Cancelled"}:
        return
    payment = state.payments_of(event.store_id).get(event.payment_id)
    if payment is None or not pays_in_cash(payment.order):
        return
    if event.type == "Transaction.Paid":
        _issue(state, payment)
    else:
        _cancel(state, payment)


def _issue(state: State, payment: Payment) -> None:
    order = payment.order
    wish, channel = order.cash_receipt, order.channel
    kind = _type(wish, channel.pg_provider, state.settings) if wish and channel else None
    known = receipt_of(state, payment)
    if wish is None or channel is None or kind is None or (known and known.status == "ISSUED"):
        return
    asked = Asked(
        payment_id=payment.id,
        store_id=payment.store_id,
        channel=channel,
        type=kind,
        amount=_paid(payment, state.settings),
        currency=order.currency,
        order_name=order.name,
        manual=False,
        decline=wish.decline,
    )
    issuing.issue(state, asked)


def _paid(payment: Payment, settings: Settings) -> Amount:
    """What was paid in cash: points and coupons are not."""
    amount = payment.amount
    if not amount.discount:
        return amount
    tax_free = min(amount.tax_free, payment.paid)
    return Amount(payment.paid, tax_free, vat_of(payment.paid - tax_free, settings.vat_rounding))


def _type(wish: Wish, provider: str, settings: Settings) -> ReceiptType | None:
    """For whom the receipt is; some gateways issue one also where none is wished for."""
    if wish.type != "NO_RECEIPT":
        return wish.type
    return "PERSONAL" if provider in settings.self_issued_receipts else None


def _cancel(state: State, payment: Payment) -> None:
    """Cancel the receipt that was issued with a payment, where its gateway does so and does not decline."""
    receipt = receipt_of(state, payment)
    if receipt is None or receipt.manual or receipt.status != "ISSUED":
        return
    account = (payment.order.method or {}).get("type") == ACCOUNT
    if account and receipt.channel.pg_provider in state.settings.lasting_receipts:
        return
    try:
        issuing.cancel(state, receipt)
    except Refusal:  # the gateway's no: the payment is cancelled, its receipt is not
        return
