"""What a tax invoice is, without HTTP, and how its status changes. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.events import TaxInvoiceEventType
    from pytest_portone.sandbox.platform.models import Side

Status: TypeAlias = Literal[
    "DRAFT_PENDING",
    "DRAFTED",
    "DRAFT_FAILED",
    "REQUEST_PENDING",
    "REQUESTED",
    "REQUEST_FAILED",
    "REQUEST_CANCELLED",
    "REQUEST_REFUSED",
    "ISSUE_PENDING",
    "ISSUED",
    "ISSUE_FAILED",
    "CANCEL_PENDING",
    "ISSUANCE_CANCELLED",
    "SENDING_PENDING",
    "BEFORE_SENDING",
    "WAITING_SENDING",
    "SENDING",
    "SENDING_COMPLETED",
    "SENDING_FAILED",
]
Issuance: TypeAlias = Literal["NORMAL", "REVERSE"]
Party: TypeAlias = Literal["supplier", "recipient"]

TRANSITIONS: Mapping[Status, Mapping[Status, str]] = {
    "DRAFT_PENDING": {"DRAFTED": "the bulk draft is made", "DRAFT_FAILED": "it can't be made"},
    "DRAFTED": {
        "DRAFTED": "changed",
        "REQUESTED": "requested, a reverse one",
        "ISSUED": "issued, a normal one",
        "REQUEST_PENDING": "requested in bulk",
        "ISSUE_PENDING": "issued in bulk",
    },
    "DRAFT_FAILED": {},
    "REQUEST_PENDING": {"REQUESTED": "the bulk request is made", "REQUEST_FAILED": "it can't be made"},
    "REQUESTED": {
        "ISSUED": "issued",
        "REQUEST_CANCELLED": "cancelled by the recipient",
        "REQUEST_REFUSED": "refused by the supplier",
        "ISSUE_PENDING": "issued in bulk",
    },
    "REQUEST_FAILED": {},
    "REQUEST_CANCELLED": {},
    "REQUEST_REFUSED": {},
    "ISSUE_PENDING": {"ISSUED": "the bulk issue is made", "ISSUE_FAILED": "it can't be made"},
    "ISSUED": {
        "BEFORE_SENDING": "sent to the tax office, or its time has come",
        "ISSUANCE_CANCELLED": "cancelled by the supplier",
        "CANCEL_PENDING": "cancelled in bulk",
        "SENDING_PENDING": "sent in bulk",
    },
    "ISSUE_FAILED": {},
    "CANCEL_PENDING": {"ISSUANCE_CANCELLED": "the bulk cancellation is made"},
    "ISSUANCE_CANCELLED": {},
    "SENDING_PENDING": {"BEFORE_SENDING": "the bulk sending begins"},
    "BEFORE_SENDING": {"WAITING_SENDING": "in the queue"},
    "WAITING_SENDING": {"SENDING": "at the tax office"},
    "SENDING": {"SENDING_COMPLETED": "the tax office accepts", "SENDING_FAILED": "the tax office rejects"},
    "SENDING_COMPLETED": {},
    "SENDING_FAILED": {},
}
"""What an invoice can turn into. It begins in DRAFTED, REQUESTED or ISSUED; in bulk, in DRAFT_PENDING."""

DELETABLE: frozenset[Status] = frozenset(
    {"DRAFTED", "REQUEST_REFUSED", "REQUEST_CANCELLED", "ISSUANCE_CANCELLED", "SENDING_FAILED"}
)
ONGOING: frozenset[Status] = frozenset(
    {
        "REQUEST_PENDING",
        "REQUESTED",
        "ISSUE_PENDING",
        "ISSUED",
        "CANCEL_PENDING",
        "SENDING_PENDING",
        "BEFORE_SENDING",
        "WAITING_SENDING",
        "SENDING",
    }
)
"""The statuses in which another party or the tax office is waited for; its counterparty can't be deleted then."""

EVENTS: Mapping[Status, TaxInvoiceEventType] = {
    "REQUESTED": "TaxInvoice.Requested",
    "ISSUED": "TaxInvoice.Issued",
    "REQUEST_CANCELLED": "TaxInvoice.RequestCancelled",
    "REQUEST_REFUSED": "TaxInvoice.Refused",
    "ISSUANCE_CANCELLED": "TaxInvoice.IssuanceCancelled",
    "SENDING_COMPLETED": "TaxInvoice.SendingCompleted",
}
"""What the merchant is told of."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a call does to an invoice.

    Attributes:
        before: the status that it has to have, by how it is issued; what is missing there can't be done at all.
        after: the status that it gets.
        key: the party whose document key it needs; None for none.
    """

    before: Mapping[Issuance, Status]
    after: Status
    key: Party | None = None


STEPS: Mapping[str, Step] = {
    "request": Step({"REVERSE": "DRAFTED"}, "REQUESTED", "recipient"),
    "issue": Step({"REVERSE": "REQUESTED", "NORMAL": "DRAFTED"}, "ISSUED", "supplier"),
    "cancel-request": Step({"REVERSE": "REQUESTED", "NORMAL": "REQUESTED"}, "REQUEST_CANCELLED", "recipient"),
    "refuse-request": Step({"REVERSE": "REQUESTED", "NORMAL": "REQUESTED"}, "REQUEST_REFUSED", "supplier"),
    "cancel-issuance": Step({"REVERSE": "ISSUED", "NORMAL": "ISSUED"}, "ISSUANCE_CANCELLED"),
    "send-to-nts": Step({"REVERSE": "ISSUED", "NORMAL": "ISSUED"}, "BEFORE_SENDING"),
}
"""A row an operation, named by the end of its path."""


@dataclass(frozen=True, slots=True)
class Modification:
    """What an invoice modifies.

    Attributes:
        type: why.
        original_id: the invoice that it modifies.
        original_approval_number: the tax office's number of that.
        root_id: the first one of them all.
    """

    type: str
    original_id: str
    original_approval_number: str
    root_id: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an invoice."""

    id: str
    name: str
    attached_at: datetime
    file_id: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of the merchant's. `content` is None until it has come."""

    id: str
    side: Side
    name: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Bulk:
    """Invoices that were drafted together, outside of the API."""

    id: str
    side: Side
    name: str | None
    issuance: Issuance
    created_at: datetime
    requested_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxInvoice:
    """A tax invoice.

    Attributes:
        id: PortOne's name for it.
        side: live or test.
        place: the number of invoices that its side had before.
        status: how far it is.
        issuance: who begins: the supplier (NORMAL), or the recipient (REVERSE).
        told: what it says (`B2bTaxInvoiceInput`), with both parties in full.
        updated_at: since when it has its status.
        memo: for people; and why something was cancelled or refused.
        asked: the modification that it was asked to be (`B2bTaxInvoiceModificationCreateBody`).
        modified: whether it is one that modifies another.
        modification: what it modifies; None for an ordinary one, and where that is not known yet.
        bulk_id: with which others it was drafted.
        drafted_at, requested_at, issued_at, sent_at, deleted_at: when that was.
        approval_number: the tax office's number, from when it is issued.
        result: what the tax office has answered.
        result_code: likewise: three letters and three digits.
        result_at: when.
        attachments: files that go with it.
    """

    id: str
    side: Side
    place: int
    status: Status
    issuance: Issuance
    told: Mapping[str, Any]
    updated_at: datetime
    memo: str | None = None
    asked: Mapping[str, Any] | None = None
    modified: bool = False
    modification: Modification | None = None
    bulk_id: str | None = None
    drafted_at: datetime | None = None
    requested_at: datetime | None = None
    issued_at: datetime | None = None
    sent_at: datetime | None = None
    deleted_at: datetime | None = None
    approval_number: str | None = None
    result: str | None = None
    result_code: str | None = None
    result_at: datetime | None = None
    attachments: tuple[Attachment, ...] = ()

    @property
    def store_id(self) -> str:
        """The shelf that it is kept on: its side's."""
        return self.side

    def key(self, party: Party) -> str | None:
        """The document key that a party has given it."""
        found: str | None = self.told.get(f"{party}DocumentKey")
        return found

    def number(self, party: Party) -> str | None:
        """The business registration number of a party."""
        found: str | None = self.told[party].get("brn")
        return found

    @property
    def total(self) -> int:
        """All that is to be paid, in won."""
        return int(self.told["totalAmount"])
