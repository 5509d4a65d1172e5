"""What a payment is, without HTTP. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pytest_portone.sandbox.amounts import Amount
    from pytest_portone.sandbox.cards import Decline
    from pytest_portone.sandbox.cash_receipts.models import Wish
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.promotions import Promotion, RetainOption

Status: TypeAlias = Literal[
    "READY", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED", "PAID", "FAILED", "PARTIAL_CANCELLED", "CANCELLED"
]
Platform: TypeAlias = Literal["PC", "MOBILE", "API"]
CancellationStatus: TypeAlias = Literal["REQUESTED", "SUCCEEDED", "FAILED"]
CancellationTrigger: TypeAlias = Literal["API", "CONSOLE", "PORTONE_ADMIN", "CHARGEBACK"]
EscrowStatus: TypeAlias = Literal[
    "BEFORE_REGISTERED", "REGISTERED", "DELIVERED", "CONFIRMED", "REJECTED", "REJECT_CONFIRMED", "CANCELLED"
]
DisputeStatus: TypeAlias = Literal["UNRESOLVED", "RESOLVED"]

CLIENTS: Mapping[Platform, str] = {"PC": "SDK_PC", "MOBILE": "SDK_MOBILE", "API": "API"}
"""What filters call a platform (`PaymentClientType`)."""


@dataclass(frozen=True, slots=True)
class Predefined:
    """What was pre-registered; None is not compared."""

    total: int | None
    tax_free: int | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed."""

    reason: str
    pg_code: str | None = None
    pg_message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be paid for, by whom, and how: what one attempt is begun with.

    Attributes:
        name: the order's name.
        amount: what it amounts to.
        currency: an ISO 4217 code.
        method: how it is paid, as `PaymentMethod`; None until the customer chose.
        channel: where it is paid; None until one was chosen.
        customer: as `Customer`.
        platform: where the attempt comes from.
        promotion: the promotion that discounts it.
        promotion_id: the promotion that it names, known or not.
        schedule_id: the schedule that it comes from.
        escrow: whether the money is held back until the customer has got what was bought.
        decline: the payment gateway's no to the card, and when it comes; a channel can have another.
        cash_receipt: the cash receipt that it is asked for with.
        notice_urls: where its webhooks go instead of to the store's own URLs.
        confirm_url: where the merchant's server is asked before the money is taken; None does not ask.
        extras: fields of the payment that the sandbox only hands on, as the wire has them.
    """

    name: str
    amount: Amount
    currency: str
    method: Mapping[str, Any] | None = None
    channel: Channel | None = None
    customer: Mapping[str, Any] = field(default_factory=dict)
    platform: Platform = "API"
    billing_key: str | None = None
    schedule_id: str | None = None
    escrow: bool = False
    promotion: Promotion | None = None
    promotion_id: str | None = None
    decline: Decline | None = None
    cash_receipt: Wish | None = None
    notice_urls: tuple[str, ...] = ()
    confirm_url: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """One cancellation. Its amounts are the order's, before any promotion's discount; `refund` is what goes back.

    Attributes:
        option: what becomes of a promotion's discount.
        trigger: who asked for it.
        requested_at: when.
        cancelled_at: when it succeeded.
        place: how many of the payment's cancellations had succeeded before it.
    """

    id: str
    pg_id: str
    status: CancellationStatus
    total: int
    tax_free: int
    vat: int
    refund: int
    reason: str
    option: RetainOption
    requested_at: datetime
    cancelled_at: datetime | None = None
    place: int = 0
    trigger: CancellationTrigger = "API"


@dataclass(frozen=True, slots=True, kw_only=True)
class Escrow:
    """The parcel that a payment waits for.

    Attributes:
        company: who carries it, a `PaymentLogisticsCompany`.
        invoice_number: its number there.
        sent_at: when it was sent, as the merchant wrote it (RFC 3339).
        applied_at: when the merchant said so.
        automatic: whether it was confirmed because nobody objected.
    """

    status: EscrowStatus = "BEFORE_REGISTERED"
    company: str | None = None
    invoice_number: str | None = None
    sent_at: str | None = None
    applied_at: datetime | None = None
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A payment that the customer disputes at the payment gateway."""

    pg_id: str
    reason: str
    created_at: datetime
    resolved_at: datetime | None = None

    @property
    def status(self) -> DisputeStatus:
        """Whether it is settled."""
        return "RESOLVED" if self.resolved_at else "UNRESOLVED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment: its latest attempt, and those before it.

    Attributes:
        id: what the merchant calls it; unique in a store.
        store_id: as shown; see `Settings.stores`.
        place: the number of payments that the store had before this one.
        created_at: when the first attempt began.
        requested_at: when this attempt began.
        transaction_id: this attempt's id.
        order: what is paid for.
        token: what `confirm` is to name, where the merchant confirms by hand; None once that is done.
        deposited: what has come in to its virtual account.
        captured_at: when its capture was asked for.
        receipt_items: what was registered of the sub-stores on its receipt, as `RegisterStoreReceiptBodyItem`.
        earlier: the attempts before this one, oldest first.
        rendered: answers that show this record, by operation.
    """

    id: str
    store_id: str
    place: int
    created_at: datetime
    requested_at: datetime
    updated_at: datetime
    status_changed_at: datetime
    transaction_id: str
    status: Status
    order: Order
    paid_at: datetime | None = None
    failed_at: datetime | None = None
    pg_tx_id: str | None = None
    failure: Failure | None = None
    cancellations: Sequence[Cancellation] = ()
    disputes: Sequence[Dispute] = ()
    escrow: Escrow | None = None
    token: str | None = field(default=None, repr=False)
    deposited: int = 0
    captured_at: datetime | None = None
    receipt_items: Sequence[Mapping[str, Any]] = ()
    earlier: Sequence[Payment] = ()
    rendered: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def amount(self) -> Amount:
        """What the order amounts to."""
        return self.order.amount

    @property
    def currency(self) -> str:
        """The order's currency."""
        return self.order.currency

    @property
    def paid(self) -> int:
        """What was really paid; cancellations leave it as it is."""
        return self.amount.total - self.amount.discount if self.paid_at else 0

    @property
    def succeeded(self) -> tuple[Cancellation, ...]:
        """The cancellations that succeeded."""
        return tuple(each for each in self.cancellations if each.status == "SUCCEEDED")

    @property
    def live(self) -> tuple[Cancellation, ...]:
        """The cancellations that succeeded, or that still may."""
        return tuple(each for each in self.cancellations if each.status != "FAILED")

    @property
    def cancelled(self) -> int:
        """What was cancelled of the order."""
        return sum(each.total for each in self.succeeded)

    @property
    def cancelled_tax_free(self) -> int:
        """What was cancelled of the order's tax-free part."""
        return sum(each.tax_free for each in self.succeeded)

    @property
    def left(self) -> int:
        """What can still be cancelled: what was asked for and is not decided counts as used."""
        return self.amount.total - sum(each.total for each in self.live)

    @property
    def tax_free_left(self) -> int:
        """What can still be cancelled of the tax-free part."""
        return self.amount.tax_free - sum(each.tax_free for each in self.live)

    @property
    def retain_option(self) -> RetainOption | None:
        """What became of a promotion's discount with the first cancellation."""
        return self.live[0].option if self.live else None
