"""Times in the order in which things happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LIFE = (
    "from", "requestedAt", "createdAt", "revokedAt", "timeToPay", "openedAt", "registeredAt", "startedAt", "issuedAt",
    "sentAt", "appliedAt", "triggeredAt", "paidAt", "failedAt", "verifiedAt", "completedAt", "cancelledAt",
    "resolvedAt", "closedAt", "deletedAt", "statusChangedAt", "statusUpdatedAt", "updatedAt", "expiredAt",
    "expiresAt", "until",
)  # fmt: skip
"""The names of times, in the order of a life."""


def put_in_order(slots: Sequence[tuple[dict[str, Any], str]]) -> None:
    """Exchange the times that stand in these fields, so that each is no earlier than the one before it."""
    ordered = sorted(holder[name] for holder, name in slots)
    for (holder, name), moment in zip(slots, ordered, strict=True):
        holder[name] = moment


def slots_of(holder: dict[str, Any], names: Iterable[str]) -> list[tuple[dict[str, Any], str]]:
    """Those of the fields `names` that are there."""
    return [(holder, name) for name in names if name in holder]
