"""The body of a webhook, in each version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.events import Event
    from pytest_portone.sandbox.webhooks.models import Version

_OLD_STATUSES = {
    "Transaction.Ready": "Ready",
    "Transaction.Paid": "Paid",
    "Transaction.VirtualAccountIssued": "VirtualAccountIssued",
    "Transaction.PartialCancelled": "PartialCancelled",
    "Transaction.Cancelled": "Cancelled",
    "Transaction.Failed": "Failed",
    "Transaction.PayPending": "PayPending",
    "Transaction.CancelPending": "CancelPending",
}
"""What the older version calls an event; it has no others."""
CONFIRM = "Transaction.Confirm"
"""What is asked before an approval: no event, but told like one, and in both versions."""


def body_of(event: Event, version: Version) -> dict[str, Any] | None:
    """The decoded body that tells of an event; None where the version has no word for it."""
    return _BODIES[version](event)


def _typed(event: Event) -> dict[str, Any]:
    if event.tax_invoice is not None:
        return {"type": event.type, "timestamp": written(event.at), "data": dict(event.tax_invoice)}
    data = {
        "storeId": event.store_id,
        "paymentId": event.payment_id,
        "transactionId": event.transaction_id,
        "cancellationId": event.cancellation_id,
        "billingKey": event.billing_key,
        "totalAmount": event.amount if event.type == CONFIRM else None,
    }
    known = {name: value for name, value in data.items() if value is not None}
    return {"type": event.type, "timestamp": written(event.at), "data": known}


def _flat(event: Event) -> dict[str, Any] | None:
    if event.type == CONFIRM:
        return {"payment_id": event.payment_id, "tx_id": event.transaction_id, "total_amount": event.amount}
    if event.type not in _OLD_STATUSES:
        return None
    return {"payment_id": event.payment_id, "tx_id": event.transaction_id, "status": _OLD_STATUSES[event.type]}


_BODIES: Mapping[Version, Callable[[Event], dict[str, Any] | None]] = {"2024-04-25": _typed, "2024-01-01": _flat}
