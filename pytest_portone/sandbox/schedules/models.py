"""What a payment schedule is, without HTTP, and how its status changes. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.sandbox.payments.transitions import check

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.channels import ChannelType

Status: TypeAlias = Literal["SCHEDULED", "STARTED", "PENDING", "SUCCEEDED", "FAILED", "REVOKED"]

TRANSITIONS: Mapping[Status, Mapping[Status, str]] = {
    "SCHEDULED": {"STARTED": "its time has come", "REVOKED": "revoked"},
    "STARTED": {"SUCCEEDED": "paid", "FAILED": "declined", "PENDING": "the gateway decides later"},
    "PENDING": {"SUCCEEDED": "paid", "FAILED": "declined"},
    "SUCCEEDED": {},
    "FAILED": {},
    "REVOKED": {},
}
"""What a schedule can turn into, and what brings it about. It begins in SCHEDULED, and is tried once."""

OPEN: frozenset[Status] = frozenset({"SCHEDULED", "STARTED"})
"""Statuses of a schedule that still stands in the way: of its key's end, and of another for its payment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One schedule.

    Attributes:
        store_id: as shown; see `Settings.stores`.
        place: the number of schedules that the store had before this one.
        payment_id: the payment that is made.
        billing_key: the key that pays.
        payment: what is to be paid, as the request had it (`BillingKeyPaymentInput`).
        channel_type: whether real money moves.
        time_to_pay: when it is made.
        started_at: when it was begun.
        completed_at: when it was over; of one that is PENDING, when the gateway put it off.
    """

    id: str
    store_id: str
    place: int
    status: Status
    payment_id: str
    billing_key: str
    payment: Mapping[str, Any]
    channel_type: ChannelType
    created_at: datetime
    time_to_pay: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def changed_at(self) -> datetime:
        """When it came into its status."""
        return self.revoked_at or self.completed_at or self.started_at or self.created_at


def moved(schedule: Schedule, status: Status, **changes: Any) -> Schedule:
    """The schedule in another status.

    Raises:
        AssertionError: the table does not allow it, a fault of the sandbox.
    """
    check(TRANSITIONS, schedule.status, status)
    return replace(schedule, status=status, **changes)
