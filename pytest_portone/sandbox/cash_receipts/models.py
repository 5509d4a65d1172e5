"""What a cash receipt is, without HTTP, and how its status changes. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.amounts import Amount
    from pytest_portone.sandbox.cards import Decline
    from pytest_portone.sandbox.channels import Channel

Status: TypeAlias = Literal["ISSUED", "CANCELLED", "ISSUE_FAILED"]
ReceiptType: TypeAlias = Literal["PERSONAL", "CORPORATE"]
WishType: TypeAlias = Literal["PERSONAL", "CORPORATE", "NO_RECEIPT"]

TRANSITIONS: Mapping[Status, Mapping[Status, str]] = {
    "ISSUED": {"CANCELLED": "cancelled, or its payment is"},
    "CANCELLED": {"ISSUED": "issued again", "ISSUE_FAILED": "issued again, the gateway declines"},
    "ISSUE_FAILED": {"ISSUED": "issued after all", "ISSUE_FAILED": "the gateway declines again"},
}
"""What the receipt of a payment can turn into. It begins in ISSUED or ISSUE_FAILED."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The receipt that a payment is asked for with.

    Attributes:
        type: for whom; NO_RECEIPT for none.
        decline: the gateway's no to the number that it is to be issued for.
    """

    type: WishType
    decline: Decline | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashReceipt:
    """The cash receipt of one payment: the latest that was issued, or was tried to be.

    Attributes:
        id: the payment's id, which may be of a payment outside of PortOne.
        store_id: as shown; see `Settings.stores`.
        place: the number of receipts that the store had before this one.
        status: what became of it.
        channel: whose gateway issues it.
        type: for whom.
        amount: what was paid in cash.
        currency: an ISO 4217 code.
        order_name: what was bought.
        manual: whether it was asked for by itself, and not with its payment.
        decline: the gateway's no to the number that it is issued for, and when it comes. The number is not kept.
        updated_at: when it came into its status.
        issue_number: the tax office's number for it; None where it was not issued.
        pg_receipt_id: the gateway's number for it, likewise.
        issued_at: when it was issued.
        cancelled_at: when it was cancelled.
        rendered: answers that show this record, by operation.
    """

    id: str
    store_id: str
    place: int
    status: Status
    channel: Channel
    type: ReceiptType
    amount: Amount
    currency: str
    order_name: str
    manual: bool
    decline: Decline | None
    updated_at: datetime
    issue_number: str | None = None
    pg_receipt_id: str | None = None
    issued_at: datetime | None = None
    cancelled_at: datetime | None = None
    rendered: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)
