"""A payment of PortOne's as rows: one for the money that came in, and one for each time that it went back.

Which amount is meant: a payment's is `amount.total`, what the order was to cost. It is what a shop asks for and
books, it stays what it is when the payment is cancelled, and cancellations are in the same money: what they sum up to
when all is cancelled is `total`, also where a promotion or a wallet's points paid for a part. `amount.paid` leaves
that part out, and no cancellation tells it; `amount.cancelled` is the sum of the cancellations that stand there one
by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from pytest_portone.reconciliation.entries import CANCELLATION, DISPUTE, DONE, FAILED, PAYMENT, PENDING, Entry
from pytest_portone.reconciliation.reading.portone_fields import Fields, identity, latest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

STATES: Mapping[str, str] = {"PAID": DONE, "PARTIAL_CANCELLED": DONE, "CANCELLED": DONE, "FAILED": FAILED}
"""By a payment's status. All others are on their way, also those that PortOne has yet to invent: where nobody knows
that money has moved, nobody may book it."""
TIMES: Mapping[str, str] = {
    "PAID": "paidAt",
    "PARTIAL_CANCELLED": "paidAt",
    "CANCELLED": "paidAt",
    "FAILED": "failedAt",
    "READY": "requestedAt",
}
"""By a payment's status: since when the money is where it is. By default since the status changed."""
CANCELLATION_STATES: Mapping[str, str] = {"SUCCEEDED": DONE, "FAILED": FAILED}
"""By a cancellation's status; all others are on their way."""
DISPUTE_STATES: Mapping[str, str] = {"RESOLVED": FAILED}
"""By a dispute's status. A dispute moves no money by itself: one that the customer has won shows as a
cancellation."""


class Common(TypedDict):
    """What the rows of one payment have in common."""

    payment_id: str
    transaction_id: str | None
    currency: str
    channel: str | None
    source: str


def entries(payment: Any, source: str) -> list[Entry]:
    """The rows of a payment: itself, its cancellations, its disputes.

    Fields, statuses and currencies that no contract knows are no fault (clause 2.4 of the policy).

    Args:
        payment: a `Payment` of any contract, as decoded JSON.
        source: where it is from.

    Raises:
        UnreadableJsonError: something of it can't be read; no row of it may be trusted then.
    """
    fields = Fields.of(payment)
    common = common_of(fields, "id", source)
    paid = _paid(fields, common)
    back = [cancellation(each, common, moved=paid.state == DONE) for each in fields.items("cancellations")]
    left = max(0, paid.amount - sum(each.amount for each in back if each.state == DONE))
    disputes = [_dispute(each, common, left) for each in fields.items("disputes")]
    fields.done()
    return [paid, *back, *disputes]


def common_of(fields: Fields, name: str, source: str) -> Common:
    """What the rows of one payment have in common.

    Args:
        fields: of the payment, or of what tells of it.
        name: the field that holds the payment's id.
        source: where it is from.
    """
    return Common(
        payment_id=fields.word(name),
        transaction_id=fields.text("transactionId"),
        currency=fields.word("currency"),
        channel=fields.inner("channel").text("type"),
        source=source,
    )


def key(payment: Any) -> str:
    """What tells a payment from all others: ids are unique in a store. What has no id is told by all that it says."""
    return identity(payment, "storeId", "id")


def changed(payment: Any) -> datetime:
    """When it last changed, by its own word: of two sights of a payment, the later one counts."""
    return latest(payment, "statusChangedAt", "updatedAt")


def cancellation(fields: Fields, common: Common, *, moved: bool = True) -> Entry:
    """The row of a `PaymentCancellation`.

    Args:
        fields: the cancellation's.
        common: what it has from its payment.
        moved: whether there was money to give back.
    """
    status = fields.word("status")
    state = CANCELLATION_STATES.get(status, PENDING)
    return Entry(
        **common,
        entry_id=fields.text("id"),
        kind=CANCELLATION,
        state=state if moved or state != DONE else FAILED,
        status=status,
        amount=fields.amount("totalAmount"),
        tax_free=fields.some_amount("taxFreeAmount"),
        vat=fields.some_amount("vatAmount"),
        at=(fields.time("cancelledAt") if state == DONE else None) or fields.time("requestedAt"),
    )


def _paid(fields: Fields, common: Common) -> Entry:
    status, amount = fields.word("status"), fields.inner("amount")
    never = status == "CANCELLED" and fields.time("paidAt") is None and amount.some_amount("paid") == 0
    return Entry(
        **common,
        kind=PAYMENT,
        state=FAILED if never else STATES.get(status, PENDING),
        status=status,
        amount=amount.amount("total"),
        tax_free=amount.some_amount("taxFree"),
        vat=amount.some_amount("vat"),
        at=fields.time("cancelledAt" if never else TIMES.get(status, "statusChangedAt")),
    )


def _dispute(fields: Fields, common: Common, left: int) -> Entry:
    """A dispute's row; the contract names no amount of it, so it is about all that was not given back."""
    status = fields.word("status")
    return Entry(
        **common,
        entry_id=fields.text("pgDisputeId"),
        kind=DISPUTE,
        state=DISPUTE_STATES.get(status, PENDING),
        status=status,
        amount=left,
        at=fields.time("resolvedAt") or fields.time("createdAt"),
    )
