"""What a payment is, without HTTP. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pytest_portone.sandbox.amounts import Amount
    from pytest_portone.sandbox.cards import Decline
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.promotions import Promotion, RetainOption

Status: TypeAlias = Literal[
    "READY", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED", "PAID", "FAILED", "PARTIAL_CANCELLED", "CANCELLED"
]
Platform: TypeAlias = Literal["PC", "MOBILE", "API"]

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
        decline: the payment gateway's no, and when it comes.
        notice_urls: where its webhooks go instead of to the store's own URLs.
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
    promotion: Promotion | None = None
    promotion_id: str | None = None
    decline: Decline | None = None
    notice_urls: tuple[str, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """One cancellation. Its amounts are the order's, before any promotion's discount; `refund` is what goes back."""

    id: str
    pg_id: str
    succeeded: bool
    total: int
    tax_free: int
    vat: int
    refund: int
    reason: str
    at: datetime


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
        retain_option: what became of a promotion's discount with the first cancellation in part.
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
    retain_option: RetainOption | None = None
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
        return tuple(each for each in self.cancellations if each.succeeded)

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
        """What can still be cancelled."""
        return self.amount.total - self.cancelled
