"""What payouts are, without HTTP, and how their statuses change. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from pytest_portone.sandbox.transfers.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.payouts.arithmetic import Pay
    from pytest_portone.sandbox.platform.models import Account

PayoutStatus: TypeAlias = Literal[
    "CONFIRMED", "PREPARED", "SCHEDULED", "PROCESSING", "SUCCEEDED", "FAILED", "STOPPED", "CANCELLED"
]
BulkPayoutStatus: TypeAlias = Literal[
    "PREPARING", "PREPARED", "ONGOING", "POST_PROCESS_PENDING", "COMPLETED", "CANCELLED"
]
AccountTransferStatus: TypeAlias = Literal[
    "PREPARED", "SCHEDULED", "PROCESSING", "ASYNC_PROCESSING", "SUCCEEDED", "FAILED", "STOPPED", "CANCELLED"
]
BulkAccountTransferStatus: TypeAlias = Literal["PREPARED", "SCHEDULED", "ONGOING", "COMPLETED"]
Method: TypeAlias = Literal["DIRECT", "AGENCY"]
Direction: TypeAlias = Literal["WITHDRAWAL", "DEPOSIT"]

PAYOUT: Mapping[PayoutStatus, Mapping[PayoutStatus, str]] = {
    "CONFIRMED": {
        "SCHEDULED": "payout for later",
        "PROCESSING": "payout begins",
        "CANCELLED": "payout cancelled",
    },
    "SCHEDULED": {"PROCESSING": "payout begins", "CANCELLED": "payout cancelled"},
    "PROCESSING": {"SUCCEEDED": "the bank pays", "FAILED": "the bank does not"},
    "SUCCEEDED": {},
    "FAILED": {},
    "CANCELLED": {},
}
"""What a payout can turn into. One that was made outside PortOne begins in SUCCEEDED, any other in CONFIRMED."""

BULK_PAYOUT: Mapping[BulkPayoutStatus, Mapping[BulkPayoutStatus, str]] = {
    "PREPARED": {"ONGOING": "payout begins", "CANCELLED": "payout cancelled"},
    "ONGOING": {"COMPLETED": "the bank has decided"},
    "COMPLETED": {},
    "CANCELLED": {},
}
"""What payouts that are made together can turn into."""

ACCOUNT_TRANSFER: Mapping[AccountTransferStatus, Mapping[AccountTransferStatus, str]] = {
    "SCHEDULED": {"PROCESSING": "its time has come", "CANCELLED": "payout cancelled"},
    "PROCESSING": {"SUCCEEDED": "the bank pays", "FAILED": "the bank does not"},
    "SUCCEEDED": {},
    "FAILED": {},
    "CANCELLED": {},
}
"""What an account transfer can turn into. It begins in SCHEDULED or PROCESSING; a deposit in SUCCEEDED."""

BULK_ACCOUNT_TRANSFER: Mapping[BulkAccountTransferStatus, Mapping[BulkAccountTransferStatus, str]] = {
    "SCHEDULED": {"ONGOING": "its time has come", "COMPLETED": "payout cancelled"},
    "ONGOING": {"COMPLETED": "the bank has decided"},
    "COMPLETED": {},
}
"""What account transfers that are made together can turn into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made(Kept):
    """What is made at a time."""

    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPayout(Made):
    """Payouts that are made together. `method` says whether PortOne makes them, or the merchant did."""

    number: ClassVar[int] = 9
    transitions: ClassVar[Mapping[Any, Mapping[Any, str]]] = BULK_PAYOUT

    name: str
    method: Method
    payout_ids: tuple[str, ...]
    total: int
    total_settlement: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout(Made):
    """What one partner is paid, in one currency.

    Attributes:
        account: where to, as it was when the payout was confirmed.
        pay: what.
        settlement_ids: the partner settlements that it pays.
        withdrawal_memo: what the merchant's bank statement says of it.
        deposit_memo: what the partner's says.
        withheld: whether tax is withheld from payouts on its side.
        amount_type: whether settlements include their VAT (`GROSS`), or it is added to them (`NET`).
        fail_reason: why the bank did not pay.
    """

    number: ClassVar[int] = 8
    transitions: ClassVar[Mapping[Any, Mapping[Any, str]]] = PAYOUT

    bulk_payout_id: str
    method: Method
    partner_id: str
    account: Account
    currency: str
    pay: Pay
    settlement_ids: tuple[str, ...]
    withdrawal_memo: str | None = None
    deposit_memo: str | None = None
    withheld: bool = False
    amount_type: Literal["NET", "GROSS"] = "GROSS"
    scheduled_at: datetime | None = None
    fail_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAccountTransfer(Made):
    """Withdrawals that are made together, for the payouts of a bulk payout."""

    number: ClassVar[int] = 11
    transitions: ClassVar[Mapping[Any, Mapping[Any, str]]] = BULK_ACCOUNT_TRANSFER

    bulk_payout_id: str
    transfer_ids: tuple[str, ...]
    total: int
    scheduled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTransfer(Made):
    """What goes out of the merchant's bank account to a partner, or comes into it.

    Attributes:
        amount: how much.
        account: the partner's account; None of a deposit.
        depositor: who paid in; None of a withdrawal.
        memo: what the merchant's bank statement says.
        traded_at: when the bank made it.
    """

    number: ClassVar[int] = 10
    transitions: ClassVar[Mapping[Any, Mapping[Any, str]]] = ACCOUNT_TRANSFER

    direction: Direction
    currency: str
    amount: int
    account: Account | None = None
    depositor: str | None = None
    withdrawal_memo: str | None = None
    deposit_memo: str | None = None
    partner_id: str | None = None
    payout_id: str | None = None
    bulk_payout_id: str | None = None
    bulk_transfer_id: str | None = None
    scheduled_at: datetime | None = None
    traded_at: datetime | None = None
    fail_reason: str | None = None
