"""What a partner settlement is, without HTTP, and how its status changes. Records are frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from pytest_portone.sandbox.transfers.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pytest_portone.sandbox.platform.models import Contract
    from pytest_portone.sandbox.transfers.arithmetic import Amounts
    from pytest_portone.sandbox.transfers.contents import Money
    from pytest_portone.sandbox.transfers.models import Type

Status: TypeAlias = Literal[
    "PAYOUT_SCHEDULED",
    "PAYOUT_PREPARED",
    "PAYOUT_WITHHELD",
    "PAYOUT_EXCLUDED",
    "PAYOUT_FAILED",
    "CONFIRMED",
    "IN_PAYOUT",
    "PAID_OUT",
    "CANCELLED",
]

TRANSITIONS: Mapping[Status, Mapping[Status, str]] = {
    "PAYOUT_PREPARED": {
        "PAYOUT_WITHHELD": "withheld",
        "PAYOUT_EXCLUDED": "excluded",
        "CONFIRMED": "payout confirmed",
        "PAID_OUT": "paid outside PortOne",
    },
    "PAYOUT_WITHHELD": {"PAYOUT_PREPARED": "released"},
    "PAYOUT_EXCLUDED": {"PAYOUT_PREPARED": "released"},
    "CONFIRMED": {
        "PAYOUT_SCHEDULED": "payout for later",
        "IN_PAYOUT": "payout begins",
        "CANCELLED": "payout cancelled",
    },
    "PAYOUT_SCHEDULED": {"IN_PAYOUT": "payout begins", "CANCELLED": "payout cancelled"},
    "IN_PAYOUT": {"PAID_OUT": "payout succeeds", "PAYOUT_FAILED": "payout fails"},
    "PAYOUT_FAILED": {"PAYOUT_PREPARED": "released"},
    "CANCELLED": {"PAYOUT_PREPARED": "released"},
    "PAID_OUT": {},
}
"""What a partner settlement can turn into, and what brings it about. It begins in PAYOUT_PREPARED."""

NUMBER = 7
"""What PortOne calls partner settlements, in a `graphqlId`."""

DELETABLE: frozenset[Status] = frozenset({"PAYOUT_PREPARED", "PAYOUT_WITHHELD", "PAYOUT_EXCLUDED", "CANCELLED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSettlement(Kept):
    """Transfers of one kind that a partner is settled for on one day.

    Attributes:
        contract: of the transfers; None of manual ones.
        type: the transfers' type.
        settlement_date: a day in Korea.
        transfer_ids: the transfers, in the order in which they came.
        owed: what the partner is owed, all together; what it owes is negative.
        amounts: what the orders come to, all together, or what was cancelled of them; None of manual transfers.
        starts: the first and the last day on which one of the transfers started.
        payout_id: the payout that it is in.
        deleted: whether it was deleted.
    """

    number: ClassVar[int] = NUMBER
    transitions: ClassVar[Mapping[Any, Mapping[Any, str]]] = TRANSITIONS

    status: Status = "PAYOUT_PREPARED"
    partner_id: str
    contract: Contract | None
    type: Type
    settlement_date: date
    currency: str
    transfer_ids: tuple[str, ...]
    owed: Money
    amounts: Amounts | None
    starts: tuple[date, date]
    payout_id: str | None = None
    bulk_payout_id: str | None = None
    deleted: bool = False
