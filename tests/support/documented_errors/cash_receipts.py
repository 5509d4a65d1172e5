"""Cash receipts."""

from __future__ import annotations

from documented_errors import DECLINED, OTHER, STUCK

PHONE = "01012345678"


def issue(merchant, payment_id="p-1", number=PHONE, **changes):
    """Ask for a receipt by itself."""
    body = {
        "paymentId": payment_id,
        "channelKey": "channel-key-1",
        "type": "PERSONAL",
        "orderName": "shoes",
        "currency": "KRW",
        "amount": {"total": 1100},
        "customer": {"identityNumber": number},
    }
    return merchant.post("/cash-receipts", body | changes)


def read(merchant, payment_id="p-1", **query):
    """Read the receipt of a payment."""
    return merchant.get(f"/payments/{payment_id}/cash-receipt", query=query)


def cancel(merchant, payment_id="p-1", **query):
    """Cancel the receipt of a payment."""
    return merchant.post(f"/payments/{payment_id}/cash-receipt/cancel", query=query)


def after(merchant, first, then):
    """What the second gives when the first is done."""
    first(merchant)
    return then(merchant)


SCENARIOS = {
    ("issueCashReceipt", "INVALID_REQUEST"): lambda m: issue(m, amount={"total": 0}),
    ("issueCashReceipt", "FORBIDDEN"): lambda m: issue(m, **OTHER),
    ("issueCashReceipt", "CHANNEL_NOT_FOUND"): lambda m: issue(m, channelKey="channel-key-9"),
    ("issueCashReceipt", "CASH_RECEIPT_ALREADY_ISSUED"): lambda m: after(m, issue, issue),
    ("issueCashReceipt", "PG_PROVIDER"): lambda m: issue(m, number=DECLINED),
    ("getCashReceiptByPaymentId", "INVALID_REQUEST"): lambda m: read(m, "%"),
    ("getCashReceiptByPaymentId", "FORBIDDEN"): lambda m: read(m, **OTHER),
    ("getCashReceiptByPaymentId", "CASH_RECEIPT_NOT_FOUND"): read,
    ("getCashReceipts", "INVALID_REQUEST"): lambda m: m.get("/cash-receipts", wanted={"page": {"size": -1}}),
    ("getCashReceipts", "FORBIDDEN"): lambda m: m.get("/cash-receipts", wanted={"filter": OTHER}),
    ("cancelCashReceiptByPaymentId", "INVALID_REQUEST"): lambda m: cancel(m, "%"),
    ("cancelCashReceiptByPaymentId", "FORBIDDEN"): lambda m: cancel(m, **OTHER),
    ("cancelCashReceiptByPaymentId", "CASH_RECEIPT_NOT_FOUND"): cancel,
    ("cancelCashReceiptByPaymentId", "CASH_RECEIPT_NOT_ISSUED"): lambda m: after(
        m, lambda m: issue(m, number=DECLINED), cancel
    ),
    ("cancelCashReceiptByPaymentId", "PG_PROVIDER"): lambda m: after(m, lambda m: issue(m, number=STUCK), cancel),
}
