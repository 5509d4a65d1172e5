"""What a transfer is, without HTTP, and how its status changes. Records are frozen: a change replaces one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, TypeVar

from pytest_portone.sandbox.payments.transitions import check
from pytest_portone.sandbox.transfers.contents import Money
from pytest_portone.sandbox.transfers.days import day_of
from pytest_portone.sandbox.transfers.kept import Sided

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from pytest_portone.sandbox.platform.models import Contract
    from pytest_portone.sandbox.transfers.contents import Contents, Taken
    from pytest_portone.sandbox.transfers.settling import Settlement

Status: TypeAlias = Literal["SCHEDULED", "IN_PROCESS", "SETTLED", "PAYOUT_CONFIRMED", "IN_PAYOUT", "PAID_OUT"]
Type: TypeAlias = Literal["ORDER", "ORDER_CANCEL", "MANUAL"]

TRANSITIONS: Mapping[Status, Mapping[Status, str]] = {
    "SCHEDULED": {"IN_PROCESS": "start date"},
    "IN_PROCESS": {"SETTLED": "settlement date"},
    "SETTLED": {"PAYOUT_CONFIRMED": "payout confirmed", "PAID_OUT": "paid outside PortOne"},
    "PAYOUT_CONFIRMED": {"IN_PAYOUT": "payout begins", "SETTLED": "payout cancelled"},
    "IN_PAYOUT": {"PAID_OUT": "payout succeeds", "SETTLED": "payout fails"},
    "PAID_OUT": {},
}
"""What a transfer can turn into, and what brings it about. It begins in SCHEDULED."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Sided, ABC):
    """What a partner is owed, or owes.

    Attributes:
        status: how far it is.
        partner_id: whose.
        currency: an ISO 4217 code.
        settlement_date: when it is settled, a day in Korea.
        created_at: when it was made.
        memo: for people.
        properties: what else the merchant keeps of it, as the wire has it.
        settlement_id: the partner settlement that it is in; None until then.
        payout_id: the payout that it is in; likewise.
        deleted: whether it was deleted. Its id stays used.
    """

    type: ClassVar[Type]
    number: ClassVar[int] = 6

    status: Status = "SCHEDULED"
    partner_id: str
    currency: str
    settlement_date: date
    created_at: datetime
    memo: str | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    settlement_id: str | None = None
    payout_id: str | None = None
    deleted: bool = False

    @property
    @abstractmethod
    def starts_on(self) -> date:
        """The day on which it starts, in Korea."""

    @property
    def contract_id(self) -> str | None:
        """The contract that it is settled by; None for one that was made by hand."""
        return None

    @property
    @abstractmethod
    def owed(self) -> Money:
        """What the partner is owed; what it owes is negative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualTransfer(Transfer):
    """What a partner is credited by hand; a negative amount is a debit."""

    type: ClassVar[Type] = "MANUAL"

    amount: int
    tax_free: int = 0

    @property
    def starts_on(self) -> date:
        """The day on which it was made."""
        return day_of(self.created_at)

    @property
    def owed(self) -> Money:
        """The amount."""
        return Money(self.amount, self.tax_free)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """The payment of an order.

    Attributes:
        id: the payment's.
        external: whether it was made outside PortOne.
        order_name: what was bought; None where an external payment does not say.
        method: as `PlatformPaymentMethod`; None where it is not known.
        method_type: a `PaymentMethodType`; likewise.
        store_id: the store that it was made in.
        channel_key: the channel that it was made at; None of an external one.
    """

    id: str
    external: bool
    store_id: str
    order_name: str | None = None
    method: Mapping[str, Any] | None = None
    method_type: str | None = None
    channel_key: str | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfOrder(Transfer):
    """A transfer of an order, or of what was cancelled of it.

    Attributes:
        contract: as it was when the transfer was made.
        payment: what paid for the order.
        start_date: when the settlement starts, a day in Korea.
        contents: what was ordered.
        taken: how much of that this is.
        settlement: what the partner is owed of it.
        parameters: numbers for formulas of the merchant's own, as `TransferParameters`.
    """

    contract: Contract
    payment: Purchase
    start_date: date
    contents: Contents
    taken: Taken
    settlement: Settlement
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def starts_on(self) -> date:
        """The day on which it starts."""
        return self.start_date

    @property
    def contract_id(self) -> str | None:
        """The contract that it is settled by."""
        return self.contract.id


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTransfer(OfOrder):
    """What a partner is owed of an order."""

    type: ClassVar[Type] = "ORDER"

    @property
    def owed(self) -> Money:
        """The settlement."""
        amounts = self.settlement.amounts
        return Money(amounts.settlement, amounts.settlement_tax_free)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelTransfer(OfOrder):
    """What a partner owes of what was cancelled of an order. Its amounts are shown without a sign.

    Attributes:
        order_id: the id of the transfer of the order.
        cancellation_id: the payment's cancellation.
        cancelled_at: when that was.
    """

    type: ClassVar[Type] = "ORDER_CANCEL"

    order_id: str
    cancellation_id: str
    cancelled_at: datetime

    @property
    def owed(self) -> Money:
        """The settlement, which the partner gives back."""
        amounts = self.settlement.amounts
        return Money(-amounts.settlement, -amounts.settlement_tax_free)


T = TypeVar("T", bound=Transfer)


def moved(transfer: T, status: Status, **changes: Any) -> T:
    """The transfer in another status.

    Raises:
        AssertionError: the table does not allow it, a fault of the sandbox.
    """
    check(TRANSITIONS, transfer.status, status)
    return replace(transfer, status=status, **changes)
