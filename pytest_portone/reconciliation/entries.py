"""The shape that both sides are brought into: one row for each time that money moved, or was about to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

PAYMENT, CANCELLATION, DISPUTE, SETTLEMENT = KINDS = ("payment", "cancellation", "dispute", "settlement")
"""What a row is. Money comes in by a payment, and goes out by a cancellation or a lost dispute; a settlement is
what PortOne or a gateway pays out for payments."""
PENDING, DONE, FAILED = STATES = ("pending", "done", "failed")
"""What became of it: money may still move, has moved, will not move."""

TEXT, INTEGER, TIME = "text", "integer", "time"
COLUMNS = {
    "payment_id": TEXT,
    "transaction_id": TEXT,
    "entry_id": TEXT,
    "kind": TEXT,
    "state": TEXT,
    "status": TEXT,
    "amount": INTEGER,
    "tax_free": INTEGER,
    "vat": INTEGER,
    "currency": TEXT,
    "at": TIME,
    "channel": TEXT,
    "source": TEXT,
}
"""The columns of a side, with the kind of what stands in them. All but the required ones may be null."""
REQUIRED = frozenset({"kind", "state", "amount", "currency"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a side.

    Attributes:
        payment_id: the merchant's id of the payment, as PortOne was told it.
        transaction_id: PortOne's id of the transaction.
        entry_id: what tells it from others of its kind in one payment: a cancellation's, a dispute's or a
            settlement's id.
        kind: one of `KINDS`.
        state: one of `STATES`.
        status: the same in the words of its source.
        amount: in the currency's minor unit, positive for every kind; below zero for a settlement that takes back.
        tax_free: the tax-free part of it, in the minor unit.
        vat: the value added tax in it, in the minor unit.
        currency: ISO 4217.
        at: when it became what it is, with a zone.
        channel: `LIVE` or `TEST`.
        source: where it is from, such as `orders.csv, row 12`.
    """

    payment_id: str | None = None
    transaction_id: str | None = None
    entry_id: str | None = None
    kind: str
    state: str
    status: str | None = None
    amount: int
    tax_free: int | None = None
    vat: int | None = None
    currency: str
    at: datetime | None = None
    channel: str | None = None
    source: str | None = None
