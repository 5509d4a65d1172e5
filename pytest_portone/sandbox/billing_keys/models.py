"""What a billing key is, without HTTP, and how its status changes. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.cards import Decline
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.payments.models import Platform

Status: TypeAlias = Literal["READY", "ISSUED", "DELETED"]

TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    "READY": frozenset({"ISSUED"}),
    "ISSUED": frozenset({"DELETED"}),
    "DELETED": frozenset(),
}
"""A key begins in READY, while the customer is at it; requests issue it at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingKey:
    """One billing key.

    Attributes:
        id: the key itself.
        store_id: as shown; see `Settings.stores`.
        place: the number of keys that the store had before this one.
        channels: where it was issued: one channel, or those of a group.
        card: the card behind it, as `Card`.
        customer: as `Customer`.
        platform: where it was issued from.
        decline: the payment gateway's no, and when it comes.
        notice_urls: where its webhooks go instead of to the store's own URLs.
        rendered: answers that show this record, by operation.
    """

    id: str
    store_id: str
    place: int
    status: Status
    channels: tuple[Channel, ...]
    card: Mapping[str, Any]
    customer: Mapping[str, Any]
    requested_at: datetime
    platform: Platform = "API"
    custom_data: str | None = None
    issue_id: str | None = None
    issue_name: str | None = None
    issued_at: datetime | None = None
    deleted_at: datetime | None = None
    decline: Decline | None = None
    notice_urls: tuple[str, ...] = ()
    rendered: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def channel(self, key: str | None) -> Channel:
        """The channel that pays: the one with this key, or the first.

        Raises:
            Refusal: `CHANNEL_NOT_FOUND`.
        """
        found = [each for each in self.channels if key in (None, each.key)]
        if found:
            return found[0]
        known = ", ".join(repr(each.key) for each in self.channels)
        raise Refusal("CHANNEL_NOT_FOUND", f"channelKey: received {key!r}, expected one that has the key: {known}")


def moved(key: BillingKey, status: Status, **changes: Any) -> BillingKey:
    """The key in another status.

    Raises:
        AssertionError: the table does not allow it, a fault of the sandbox.
    """
    assert status in TRANSITIONS[key.status], f"{key.status} can't become {status}"  # noqa: S101
    return replace(key, status=status, **changes)
