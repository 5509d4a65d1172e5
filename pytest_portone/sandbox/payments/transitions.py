"""How things change: a table a kind of thing, from each status to those that follow, with what brings them about."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.payments.models import CancellationStatus, DisputeStatus, EscrowStatus, Status

S = TypeVar("S", bound=str)

PAYMENT: Mapping[Status, Mapping[Status, str]] = {
    "READY": {
        "PAID": "approved",
        "FAILED": "declined",
        "VIRTUAL_ACCOUNT_ISSUED": "account issued",
        "PAY_PENDING": "under review",
    },
    "PAY_PENDING": {"PAID": "approved later", "FAILED": "declined later"},
    "VIRTUAL_ACCOUNT_ISSUED": {"PAID": "deposit", "FAILED": "closed or expired"},
    "FAILED": {"PAID": "approved after all"},
    "PAID": {"PARTIAL_CANCELLED": "cancelled in part", "CANCELLED": "cancelled"},
    "PARTIAL_CANCELLED": {"PARTIAL_CANCELLED": "cancelled in part", "CANCELLED": "cancelled"},
    "CANCELLED": {},
}
"""What one attempt can turn into. A payment that was never paid can always begin another attempt, in READY."""

CANCELLATION: Mapping[CancellationStatus, Mapping[CancellationStatus, str]] = {
    "REQUESTED": {"SUCCEEDED": "approved", "FAILED": "refused or stopped"},
    "SUCCEEDED": {},
    "FAILED": {},
}
"""A gateway that decides at once lets a cancellation begin in SUCCEEDED or FAILED."""

ESCROW: Mapping[EscrowStatus, Mapping[EscrowStatus, str]] = {
    "BEFORE_REGISTERED": {"REGISTERED": "logistics sent"},
    "REGISTERED": {
        "REGISTERED": "logistics changed",
        "DELIVERED": "parcel arrives",
        "CONFIRMED": "confirmed, or 6 business days",
        "REJECTED": "rejected",
        "CANCELLED": "payment cancelled",
    },
    "DELIVERED": {
        "CONFIRMED": "confirmed, or 3 business days",
        "REJECTED": "rejected",
        "CANCELLED": "payment cancelled",
    },
    "CONFIRMED": {},
    "REJECTED": {"REJECT_CONFIRMED": "merchant agrees", "CANCELLED": "payment cancelled"},
    "REJECT_CONFIRMED": {},
    "CANCELLED": {},
}
"""An escrow that has no parcel yet, or is settled, is left as it is when its payment is cancelled."""

DISPUTE: Mapping[DisputeStatus, Mapping[DisputeStatus, str]] = {
    "UNRESOLVED": {"RESOLVED": "resolved"},
    "RESOLVED": {},
}


def check(table: Mapping[S, Mapping[S, str]], before: S, after: S) -> None:
    """See to it that a table is kept.

    Raises:
        AssertionError: it does not allow this, a fault of the sandbox.
    """
    assert after in table[before], f"{before} can't become {after}"  # noqa: S101
