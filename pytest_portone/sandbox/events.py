"""What happened: every change of which PortOne tells its merchants."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.channels import ChannelType
    from pytest_portone.sandbox.webhooks.endpoints import Product

EventType: TypeAlias = Literal[
    "Transaction.Ready",
    "Transaction.Paid",
    "Transaction.VirtualAccountIssued",
    "Transaction.PartialCancelled",
    "Transaction.Cancelled",
    "Transaction.CancelPending",
    "Transaction.Failed",
    "Transaction.PayPending",
    "Transaction.DisputeCreated",
    "Transaction.DisputeResolved",
    "Transaction.Confirm",
    "BillingKey.Ready",
    "BillingKey.Issued",
    "BillingKey.Failed",
    "BillingKey.Deleted",
    "BillingKey.Updated",
]
TaxInvoiceEventType: TypeAlias = Literal[
    "TaxInvoice.Requested",
    "TaxInvoice.Issued",
    "TaxInvoice.RequestCancelled",
    "TaxInvoice.IssuanceCancelled",
    "TaxInvoice.Refused",
    "TaxInvoice.SendingCompleted",
    "TaxInvoice.Manual",
]
"""What is told of tax invoices: a product of its own, with URLs and retries of its own."""
Trigger: TypeAlias = Literal[
    "MANUAL",
    "VIRTUAL_ACCOUNT_DEPOSIT",
    "ASYNC_CANCEL_APPROVED",
    "ASYNC_CANCEL_FAILED",
    "ASYNC_PAY_APPROVED",
    "ASYNC_PAY_FAILED",
    "ASYNC_PAY_PENDING",
    "DISPUTE_CREATED",
    "DISPUTE_RESOLVED",
]
"""What made it happen, where that was no call and no customer at the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened.

    Attributes:
        type: what.
        at: when.
        store_id: the store, as shown.
        payment_id: the payment; None for an event of anything else.
        transaction_id: its attempt.
        status: the payment's, or the tax invoice's, from then on.
        cancellation_id: the cancellation that it is about.
        amount: what was paid, or as a negative number what was cancelled, in minor units; of `Transaction.Confirm`,
            which asks whether it may be, what is to be paid.
        billing_key: the billing key; None for an event of anything else.
        tax_invoice: what is told of a tax invoice; None for an event of anything else.
        channel_type: of the channel: live and test webhooks have URLs and secrets of their own.
        trigger: what made it happen.
        urls: where it is told instead of the store's own URLs; empty for those.
        told: whether a webhook tells of it; False where the call asked for none (`skipWebhook`).
    """

    type: EventType | TaxInvoiceEventType
    at: datetime
    store_id: str
    payment_id: str | None = None
    transaction_id: str | None = None
    status: str | None = None
    cancellation_id: str | None = None
    amount: int = 0
    billing_key: str | None = None
    tax_invoice: Mapping[str, Any] | None = field(default=None, hash=False)
    channel_type: ChannelType | None = None
    trigger: Trigger | None = None
    urls: tuple[str, ...] = ()
    told: bool = True

    @property
    def product(self) -> Product:
        """What it is about, as webhooks are set up."""
        return "payments" if self.tax_invoice is None else "tax-invoices"
