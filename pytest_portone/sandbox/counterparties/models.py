"""What is kept of counterparties, without HTTP. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.platform.models import Side

Connection: TypeAlias = Literal["NOT_CONNECTED", "PENDING_CONNECT", "CONNECTED", "PENDING_DISCONNECT", "ERROR"]
BusinessState: TypeAlias = Literal["UNKNOWN", "IN_BUSINESS", "CLOSED", "SUSPENDED", "NOT_FOUND"]
VerificationKind: TypeAlias = Literal["BUSINESS_INFO", "BUSINESS_STATUS"]

CONNECTIONS: Mapping[Connection, Mapping[Connection, str]] = {
    "NOT_CONNECTED": {"PENDING_CONNECT": "connecting is asked for"},
    "PENDING_CONNECT": {"CONNECTED": "the tax office agrees", "ERROR": "the tax office does not"},
    "CONNECTED": {"PENDING_DISCONNECT": "disconnecting is asked for"},
    "PENDING_DISCONNECT": {"NOT_CONNECTED": "the tax office agrees", "ERROR": "the tax office does not"},
    "ERROR": {"PENDING_CONNECT": "connecting is asked for again"},
}
"""How a counterparty can stand with the tax office. It begins in NOT_CONNECTED."""


@dataclass(frozen=True, slots=True)
class Verification:
    """That a business was looked up.

    Attributes:
        id: by which it is used.
        kind: what was looked up.
        brn: the business registration number.
        checked_at: when.
    """

    id: str
    kind: VerificationKind
    brn: str
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a business signs its invoices with.

    Attributes:
        brn: whose.
        registered_at: since when it is known.
        expired_at: until when it is good.
        registrant: who has registered it.
    """

    brn: str
    registered_at: datetime
    expired_at: datetime
    registrant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparty:
    """A business that tax invoices are exchanged with.

    Attributes:
        id: what the merchant calls it, unique on its side.
        side: live or test.
        place: the number of counterparties that its side had before.
        brn: its business registration number, which never changes.
        told: what the merchant has told of it (`B2bCounterpartyInput`); names that were looked up among it.
        applied_at: since when it is as it is.
        connection: how it stands with the tax office.
        connected_at: since when it is connected.
        failed_reason: why it could not be connected.
        partner_id: the partner that it belongs to; None for one of its own.
        business_state: what the tax office says of it, where that was asked.
        state_verification: that this was asked.
        info_verification: that its names were looked up.
    """

    id: str
    side: Side
    place: int
    brn: str
    told: Mapping[str, Any]
    applied_at: datetime
    connection: Connection = "NOT_CONNECTED"
    connected_at: datetime | None = None
    failed_reason: str | None = None
    partner_id: str | None = None
    business_state: BusinessState | None = None
    state_verification: Verification | None = None
    info_verification: Verification | None = None

    @property
    def store_id(self) -> str:
        """The shelf that it is kept on: its side's."""
        return self.side

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.told["name"])
