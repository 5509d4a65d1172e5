"""What the platform keeps, without HTTP: contracts, policies, partners. Records are frozen: a change replaces one."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from pytest_portone.sandbox.platform.formulas import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.settings import Rounding

Side: TypeAlias = Literal["live", "test"]
"""Live and test data: whatever is on one side knows nothing of the other."""
Payer: TypeAlias = Literal["PARTNER", "MERCHANT"]
DatePolicy: TypeAlias = Literal["HOLIDAY_BEFORE", "HOLIDAY_AFTER", "CALENDAR_DAY"]
DayOfWeek: TypeAlias = Literal["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
TaxationType: TypeAlias = Literal["NORMAL", "SIMPLE_TAX_INVOICE_ISSUER", "SIMPLE", "TAX_FREE"]
BusinessStatus: TypeAlias = Literal["NOT_VERIFIED", "VERIFY_ERROR", "NOT_FOUND", "IN_BUSINESS", "CLOSED", "SUSPENDED"]
Connection: TypeAlias = Literal[
    "NOT_CONNECTED", "CONNECT_PENDING", "CONNECTED", "CONNECT_FAILED", "DISCONNECT_PENDING"
]
AccountStatus: TypeAlias = Literal["VERIFIED", "VERIFY_FAILED", "VERIFY_ERROR", "NOT_VERIFIED", "UNKNOWN"]

CONNECTIONS: Mapping[Connection, Mapping[Connection, str]] = {
    "NOT_CONNECTED": {"CONNECT_PENDING": "connecting is asked for"},
    "CONNECT_PENDING": {"CONNECTED": "the tax office agrees", "CONNECT_FAILED": "the tax office does not"},
    "CONNECTED": {"DISCONNECT_PENDING": "disconnecting is asked for"},
    "CONNECT_FAILED": {"CONNECT_PENDING": "connecting is asked for again"},
    "DISCONNECT_PENDING": {"NOT_CONNECTED": "the tax office agrees", "CONNECTED": "the tax office does not"},
}
"""What a partner's connection to its counterparty can turn into. It begins in NOT_CONNECTED."""

WHOLE_RATE = 100_000
"""The rate that is all of an amount: rates are integers in 1/100,000."""


@dataclass(frozen=True, slots=True)
class FixedRate:
    """A fee that is a part of the amount: `rate` in 1/100,000."""

    rate: int


@dataclass(frozen=True, slots=True)
class FixedAmount:
    """A fee that is the same for each order: `amount` in the currency's minor unit."""

    amount: int
    currency: str = "KRW"


Fee: TypeAlias = FixedRate | FixedAmount


@dataclass(frozen=True, slots=True)
class Daily:
    """Settled every day."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """Settled on these days of each week."""

    days: tuple[DayOfWeek, ...]


@dataclass(frozen=True, slots=True)
class Monthly:
    """Settled on these days of each month, 1 to 31; a day that the month does not have is its last one."""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ManualDates:
    """Settled on these days of each year, as (month, day)."""

    dates: tuple[tuple[int, int], ...]


CycleMethod: TypeAlias = Daily | Weekly | Monthly | ManualDates


@dataclass(frozen=True, slots=True)
class SettlementCycle:
    """When a settlement is due.

    Attributes:
        lag_days: days from the start to the first day that it can be due on.
        date_policy: where a day goes that is a holiday.
        method: the days that it can be due on.
    """

    lag_days: int
    date_policy: DatePolicy
    method: CycleMethod


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that comes later.

    Attributes:
        changes: the new values, by field of the record.
        at: when they become current.
    """

    changes: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """What lasts: it can be changed now or later, archived and recovered.

    Attributes:
        id: what the merchant calls it, unique among its kind on its side.
        side: live or test.
        place: the number of its kind that its side had before.
        name: for people.
        applied_at: since when it is as it is.
        memo: for people.
        archived: whether it is put away: it can't be changed until it is recovered.
        pending: the change that comes later; None where none does.
        number: what PortOne calls its kind, in a `graphqlId`.
    """

    number: ClassVar[int] = 0

    id: str
    side: Side
    place: int
    name: str
    applied_at: datetime
    memo: str | None = None
    archived: bool = False
    pending: Pending | None = None

    @property
    def store_id(self) -> str:
        """The shelf that it is kept on: its side's."""
        return self.side

    @property
    def for_test(self) -> bool:
        """Whether it is test data."""
        return self.side == "test"

    @property
    def graphql_id(self) -> str:
        """Its other id."""
        return graphql_id(self.number, self.id)


def graphql_id(number: int, record_id: str) -> str:
    """The other id of a record of the kind that has this number."""
    return b64encode(f"{number}:{record_id}".encode()).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountSharePolicy(Lasting):
    """What part of a discount the partner bears: `partner_share_rate` in 1/100,000."""

    number: ClassVar[int] = 2

    partner_share_rate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionalFeePolicy(Lasting):
    """A fee beside the platform's. `vat_payer` says who bears the VAT on it."""

    number: ClassVar[int] = 3

    fee: Fee
    vat_payer: Payer


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract(Lasting):
    """What partners are settled by.

    Attributes:
        platform_fee: what the platform takes of each order.
        settlement_cycle: when it is settled.
        platform_fee_vat_payer: who bears the VAT on the platform's fee.
        subtract_payment_vat_amount: whether the VAT of the payment is taken off the settlement.
    """

    number: ClassVar[int] = 5

    platform_fee: Fee
    settlement_cycle: SettlementCycle
    platform_fee_vat_payer: Payer
    subtract_payment_vat_amount: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers for a partner."""

    name: str
    email: str
    phone_number: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Where a partner is paid. `status` says whether its holder was verified."""

    bank: str
    currency: str
    number: str
    holder: str
    status: AccountStatus = "NOT_VERIFIED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A partner that is a business.

    Attributes:
        business_registration_number: ten digits.
        business_status: what the tax office says of it.
        connection: how it stands with its counterparty, by which tax invoices are issued.
        connection_failed_reason: why it could not be connected.
    """

    kind: ClassVar[Literal["BUSINESS"]] = "BUSINESS"

    company_name: str
    business_registration_number: str
    representative_name: str
    taxation_type: TaxationType = "NORMAL"
    business_status: BusinessStatus = "NOT_VERIFIED"
    company_address: str | None = None
    business_type: str | None = None
    business_class: str | None = None
    connection: Connection = "NOT_CONNECTED"
    connection_failed_reason: str | None = None


@dataclass(frozen=True, slots=True)
class WhtPayer:
    """A partner from whose payouts tax is withheld."""

    kind: ClassVar[Literal["WHT_PAYER"]] = "WHT_PAYER"

    birthdate: str | None = None


@dataclass(frozen=True, slots=True)
class NonWhtPayer:
    """A partner that is no business, and from whose payouts no tax is withheld."""

    kind: ClassVar[Literal["NON_WHT_PAYER"]] = "NON_WHT_PAYER"

    birthdate: str | None = None


PartnerType: TypeAlias = Business | WhtPayer | NonWhtPayer


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner(Lasting):
    """Who is settled with.

    Attributes:
        type: a business, or a person from whose payouts tax is withheld, or is not.
        contact: who answers for it.
        account: where it is paid.
        default_contract_id: the contract that its orders are settled by, unless they name another.
        tags: for people.
        user_defined_properties: what else the merchant keeps of it, by the keys of its settings.
    """

    number: ClassVar[int] = 4

    type: PartnerType
    contact: Contact
    account: Account
    default_contract_id: str
    tags: tuple[str, ...] = ()
    user_defined_properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformSetting:
    """How a side is settled.

    Attributes:
        rounding: how fees and VAT are rounded.
        formulas: what fees and shares are worked out by, as older contracts tell them: see `formulas.DEFAULTS`.
        default_withdrawal_memo: what the merchant's bank statement says of a payout.
        default_deposit_memo: what the partner's says.
        supports_multiple_order_transfers_per_partner: whether a payment can have more than one order
            transfer to a partner.
        adjust_settlement_date_after_holiday_if_earlier: whether a day that would be moved to the start or before it
            is moved after the holiday instead.
        deduct_wht: whether tax is withheld from the payouts of those who pay it so.
        settlement_amount_type: whether a settlement includes its VAT (`GROSS`), or it is added to it (`NET`).
        manual_settlement_per_transfer: whether each manual transfer is settled by itself.
    """

    rounding: Rounding = "down"
    formulas: Mapping[str, str] = field(default_factory=lambda: DEFAULTS)
    default_withdrawal_memo: str | None = None
    default_deposit_memo: str | None = None
    supports_multiple_order_transfers_per_partner: bool = False
    adjust_settlement_date_after_holiday_if_earlier: bool = False
    deduct_wht: bool = True
    settlement_amount_type: Literal["NET", "GROSS"] = "GROSS"
    manual_settlement_per_transfer: bool = False
