"""Cash receipts as they are shown: every field that any contract knows. Those that it lacks are left out later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.cash_receipts.following import pays_in_cash, receipt_of
from pytest_portone.sandbox.clock import written

if TYPE_CHECKING:
    from pytest_portone.sandbox.cash_receipts.models import CashReceipt
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State


def cash_receipt_json(receipt: CashReceipt, merchant_id: str) -> dict[str, Any]:
    """A receipt as `CashReceipt`; a field that is None is not there."""
    amount = receipt.amount
    return {
        "status": receipt.status,
        "merchantId": merchant_id,
        "storeId": receipt.store_id,
        "paymentId": receipt.id,
        "channel": receipt.channel.json(),
        "amount": amount.total,
        "taxFreeAmount": amount.tax_free,
        "vatAmount": amount.vat,
        "currency": receipt.currency,
        "orderName": receipt.order_name,
        "isManual": receipt.manual,
        "type": receipt.type,
        "pgReceiptId": receipt.pg_receipt_id,
        "issueNumber": receipt.issue_number,
        "url": url_of(receipt),
        "issuedAt": receipt.issued_at and written(receipt.issued_at),
        "cancelledAt": receipt.cancelled_at and written(receipt.cancelled_at),
        "statusUpdatedAt": written(receipt.updated_at),
    }


def summary_json(receipt: CashReceipt) -> dict[str, Any]:
    """A receipt that was issued, as `CashReceiptSummary`."""
    return {"issueNumber": receipt.issue_number, "url": url_of(receipt), "pgReceiptId": receipt.pg_receipt_id}


def shown_with_payment(state: State, payment: Payment) -> dict[str, Any]:
    """What a payment that was paid in cash says of its receipt: `cashReceipt` and `cashReceiptIssuanceStatus`."""
    if payment.paid_at is None:
        return {}
    receipt = receipt_of(state, payment)
    if receipt is None and not pays_in_cash(payment.order):
        return {}
    issued = receipt is not None and receipt.status == "ISSUED"
    tried = receipt if receipt and receipt.issued_at else None
    return {
        "cashReceipt": tried and _payment_json(tried),
        "cashReceiptIssuanceStatus": "ISSUED" if issued else "NOT_ISSUED",
    }


def _payment_json(receipt: CashReceipt) -> dict[str, Any]:
    """A receipt that was issued, as `PaymentCashReceipt`."""
    shown = cash_receipt_json(receipt, "")
    return shown | {"totalAmount": receipt.amount.total}


def url_of(receipt: CashReceipt) -> str | None:
    """Where a receipt can be seen; None for one that was not issued."""
    return f"https://example.com/cash-receipts/{receipt.pg_receipt_id}" if receipt.pg_receipt_id else None
