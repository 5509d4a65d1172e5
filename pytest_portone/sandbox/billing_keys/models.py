"""What a billing key is, without HTTP, and how its status changes. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.sandbox.payments.transitions import check
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.cards import Decline
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.payments.models import Platform

Status: TypeAlias = Literal["READY", "NEEDS_CONFIRMATION", "ISSUED", "FAILED", "DELETED"]

TRANSITIONS: Mapping[Status, Mapping[Status, str]] = {
    "READY": {
        "ISSUED": "a gateway issues it",
        "FAILED": "every gateway declines",
        "NEEDS_CONFIRMATION": "the window is closed",
    },
    "NEEDS_CONFIRMATION": {"ISSUED": "confirmed", "FAILED": "the gateway declines"},
    "ISSUED": {"DELETED": "every gateway deletes it"},
    "FAILED": {},
    "DELETED": {},
}
"""What a key can turn into, and what brings it about. It begins in READY; a request has it decided at once."""

SHOWN: frozenset[Status] = frozenset({"ISSUED", "DELETED"})
"""Statuses of a key that can be read."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to issue a key at one channel.

    Attributes:
        channel: where.
        decline: the gateway's no; None where the key was issued.
        at: when.
        pg_tx_id: the gateway's number for it.
    """

    channel: Channel
    decline: Decline | None
    at: datetime
    pg_tx_id: str | None = None


@dataclass(frozen=True, slots=True)
class FirstPayment:
    """The payment that is to be made with the issue of a key: the id, and the attempt that was begun for it."""

    payment_id: str
    transaction_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingKey:
    """One billing key.

    Attributes:
        id: the key itself.
        store_id: as shown; see `Settings.stores`.
        place: the number of keys that the store had before this one.
        channels: where it is issued, or is to be: one channel, or those of a group.
        card: the card behind it, as `Card`.
        customer: as `Customer`.
        platform: where it was issued from.
        attempts: what each channel said to the issue.
        decline: the payment gateway's no to the card, and when it comes.
        notice_urls: where its webhooks go instead of to the store's own URLs.
        first: the payment that is made with the issue.
        rendered: answers that show this record, by operation.
    """

    id: str
    store_id: str
    place: int
    status: Status
    channels: tuple[Channel, ...]
    card: Mapping[str, Any]
    requested_at: datetime
    customer: Mapping[str, Any] = field(default_factory=dict)
    platform: Platform = "API"
    custom_data: str | None = None
    issue_id: str | None = None
    issue_name: str | None = None
    issued_at: datetime | None = None
    deleted_at: datetime | None = None
    attempts: tuple[Attempt, ...] = ()
    decline: Decline | None = None
    notice_urls: tuple[str, ...] = ()
    first: FirstPayment | None = None
    rendered: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def token(self) -> str:
        """What the browser gets for a key that is to be confirmed: `billingIssueToken`."""
        return TOKEN + self.id.removeprefix(KEY)

    @property
    def failures(self) -> tuple[Attempt, ...]:
        """The attempts that the gateways declined."""
        return tuple(each for each in self.attempts if each.decline)

    def channel(self, key: str | None) -> Channel:
        """The channel with this key, or the first.

        Raises:
            Refusal: `CHANNEL_NOT_FOUND`.
        """
        return self.usable(key)[0]

    def usable(self, key: str | None) -> tuple[Channel, ...]:
        """The channels that can pay: the one with this key, or all.

        Raises:
            Refusal: `CHANNEL_NOT_FOUND`.
        """
        found = tuple(each for each in self.channels if key in (None, each.key))
        if found:
            return found
        known = ", ".join(repr(each.key) for each in self.channels)
        raise Refusal("CHANNEL_NOT_FOUND", f"channelKey: received {key!r}, expected one that has the key: {known}")


KEY = "billing-key-"
TOKEN = "billing-issue-token-"  # noqa: S105 - the beginning of one
"""A token and its key have the same ending."""


def moved(key: BillingKey, status: Status, **changes: Any) -> BillingKey:
    """The key in another status.

    Raises:
        AssertionError: the table does not allow it, a fault of the sandbox.
    """
    check(TRANSITIONS, key.status, status)
    return replace(key, status=status, **changes)
