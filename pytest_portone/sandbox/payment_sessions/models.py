"""What a payment session is, without HTTP. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Status: TypeAlias = Literal["OPEN", "EXPIRED", "CLOSED"]

TRANSITIONS: Mapping[Status, Mapping[Status, str]] = {
    "OPEN": {"EXPIRED": "its time is over", "CLOSED": "closed"},
    "EXPIRED": {},
    "CLOSED": {},
}
"""What a session can turn into. PortOne has no words for these statuses; the last two are read alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSession:
    """A visit to PortOne's payment page that a merchant has prepared.

    Attributes:
        id: drawn when it was created.
        asked: what it was created with, as `CreatePaymentSessionBody`.
        created_at: when.
        expires_at: from when on it can't be paid any more.
        closed_at: when it was closed; None where it was not.
    """

    id: str
    asked: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None = None

    @property
    def store_id(self) -> str:
        """The store, as shown."""
        store_id: str = self.asked["storeId"]
        return store_id

    @property
    def payment_id(self) -> str:
        """The payment that is to be made."""
        payment_id: str = self.asked["paymentId"]
        return payment_id

    def status(self, now: datetime) -> Status:
        """What it is at a moment."""
        if self.closed_at is not None:
            return "CLOSED"
        return "OPEN" if now < self.expires_at else "EXPIRED"
