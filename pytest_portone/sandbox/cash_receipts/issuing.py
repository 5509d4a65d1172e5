"""Issuing and cancelling cash receipts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.cash_receipts.models import TRANSITIONS, CashReceipt
from pytest_portone.sandbox.declines import decline_at
from pytest_portone.sandbox.payments.gateway import refusal
from pytest_portone.sandbox.payments.transitions import check
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from pytest_portone.sandbox.amounts import Amount
    from pytest_portone.sandbox.cards import Decline
    from pytest_portone.sandbox.cash_receipts.models import ReceiptType
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The receipt that is asked for; the fields are those of `CashReceipt`."""

    payment_id: str
    store_id: str
    channel: Channel
    type: ReceiptType
    amount: Amount
    currency: str
    order_name: str
    manual: bool
    decline: Decline | None


def issue(state: State, asked: Asked) -> CashReceipt:
    """Issue a receipt at the gateway, and keep what comes of it: ISSUED, or ISSUE_FAILED.

    Raises:
        Refusal: `FORBIDDEN`; `CASH_RECEIPT_ALREADY_ISSUED`, where the payment has one that is not cancelled.
    """
    shelf = state.cash_receipts_of(asked.store_id)
    before, no = shelf.get(asked.payment_id), decline_at("issue", asked.channel, asked.decline)
    if before is not None and before.status == "ISSUED":
        message = (
            f"The payment {before.id!r} has a cash receipt that is ISSUED, with the number {before.issue_number}"
        )
        raise Refusal("CASH_RECEIPT_ALREADY_ISSUED", message)
    receipt = CashReceipt(
        id=asked.payment_id,
        store_id=asked.store_id,
        place=before.place if before else len(shelf),
        status="ISSUE_FAILED" if no else "ISSUED",
        channel=asked.channel,
        type=asked.type,
        amount=asked.amount,
        currency=asked.currency,
        order_name=asked.order_name,
        manual=asked.manual,
        decline=asked.decline,
        updated_at=state.clock.now,
        issue_number=None if no else state.identifiers.pg()[:9],
        pg_receipt_id=None if no else state.identifiers.pg(),
        issued_at=None if no else state.clock.now,
    )
    return _keep(state, receipt, before)


def cancel(state: State, receipt: CashReceipt) -> CashReceipt:
    """Cancel a receipt at the gateway, and keep it.

    Raises:
        Refusal: `CASH_RECEIPT_NOT_ISSUED`; `PG_PROVIDER`, where the gateway declines.
    """
    if receipt.status != "ISSUED":
        message = f"The cash receipt of the payment {receipt.id!r} is {receipt.status}, expected ISSUED"
        raise Refusal("CASH_RECEIPT_NOT_ISSUED", message)
    no = decline_at("cancel", receipt.channel, receipt.decline)
    if no:
        raise refusal(no.pg_code, no.pg_message)
    now = state.clock.now
    return _keep(state, replace(receipt, status="CANCELLED", cancelled_at=now, updated_at=now), receipt)


def _keep(state: State, receipt: CashReceipt, before: CashReceipt | None) -> CashReceipt:
    if before is not None:
        check(TRANSITIONS, before.status, receipt.status)
    payments = state.payments_of(receipt.store_id)
    payment = payments.get(receipt.id)
    if payment is not None:  # it shows its receipt: what was rendered of it is out of date
        payments.put(replace(payment))
    return state.cash_receipts_of(receipt.store_id).put(receipt)
