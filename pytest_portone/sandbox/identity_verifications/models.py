"""What an identity verification is, without HTTP, and how its status changes. Records are frozen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.sandbox.payments.transitions import check
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.identity_verifications.people import Person
    from pytest_portone.sandbox.payments.models import Failure

Status: TypeAlias = Literal["READY", "VERIFIED", "FAILED"]
Method: TypeAlias = Literal["SMS", "APP"]

TRANSITIONS: Mapping[Status, Mapping[Status, str]] = {
    "READY": {"VERIFIED": "the code is right, or the app approves", "FAILED": "the gateway declines"},
    "VERIFIED": {},
    "FAILED": {},
}
"""What one attempt can turn into. After one that FAILED, or was begun in the browser, the id can begin another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityVerification:
    """One identity verification: its latest attempt, and those before it.

    Attributes:
        id: what the merchant calls it; unique in a store.
        store_id: as shown; see `Settings.stores`.
        place: the number of verifications that the store had before this one.
        tx_id: this attempt's id.
        status: what became of it.
        channel: whose gateway verifies.
        person: who is to be verified.
        method: how; None for the browser's window.
        otp: the code that has arrived by SMS; None before, and where none is sent.
        sent_at: when the code, or the app's question, was sent last; None where nothing was.
        resent: how often a code was sent again.
        approved: whether the customer has said yes in the app.
        custom_data: the merchant's own text.
        requested_at: when this attempt began.
        pg_tx_id: the gateway's number for it.
        failure: why it failed.
        earlier: the attempts before this one, oldest first.
        rendered: answers that show this record, by operation.
    """

    id: str
    store_id: str
    place: int
    tx_id: str
    status: Status
    channel: Channel
    person: Person
    requested_at: datetime
    updated_at: datetime
    status_changed_at: datetime
    method: Method | None = None
    otp: str | None = field(default=None, repr=False)
    sent_at: datetime | None = None
    resent: int = 0
    approved: bool = False
    custom_data: str | None = None
    pg_tx_id: str | None = None
    failure: Failure | None = None
    earlier: Sequence[IdentityVerification] = ()
    rendered: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def verified_at(self) -> datetime | None:
        """When it was verified."""
        return self.status_changed_at if self.status == "VERIFIED" else None

    @property
    def failed_at(self) -> datetime | None:
        """When it failed."""
        return self.status_changed_at if self.status == "FAILED" else None


def moved(verification: IdentityVerification, status: Status, at: datetime, **changes: Any) -> IdentityVerification:
    """The verification in another status.

    Raises:
        AssertionError: the table does not allow it, a fault of the sandbox.
    """
    check(TRANSITIONS, verification.status, status)
    return replace(verification, status=status, updated_at=at, status_changed_at=at, **changes)


def refuse_verified(verification: IdentityVerification | None) -> None:
    """Refuse what can't be done any more with a verification that succeeded.

    Raises:
        Refusal: `IDENTITY_VERIFICATION_ALREADY_VERIFIED`.
    """
    if verification is not None and verification.status == "VERIFIED":
        message = f"The identity verification {verification.id!r} is VERIFIED; it can't be done again"
        raise Refusal("IDENTITY_VERIFICATION_ALREADY_VERIFIED", message)
