"""What a gateway's books say, without HTTP."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.sandbox.amounts import vat_of
from pytest_portone.sandbox.reconciliations.providers import COMPANIES
from pytest_portone.sandbox.transfers.dates import is_closed
from pytest_portone.sandbox.transfers.days import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.channels import Channel

Finding: TypeAlias = Literal["MATCHED", "NOT_MATCHED", "INCOMPARABLE", "NOT_COLLECTED"]
"""What PortOne finds when it compares the gateway's books with its own record."""

METHODS: Mapping[str, str] = {
    "PaymentMethodCard": "CARD",
    "PaymentMethodVirtualAccount": "VIRTUAL_ACCOUNT",
    "PaymentMethodTransfer": "TRANSFER",
    "PaymentMethodEasyPayMethodCharge": "CHARGE",
    "PaymentMethodMobile": "MOBILE",
}
"""The `SimplifiedPaymentMethodType` of a payment's method, by its type; any other is ETC."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts in the minor unit; below 0 where more went back than came in.

    Attributes:
        supply: the taxable part without its VAT, less discounts.
        vat: the VAT.
        tax_free: the tax-free part.
    """

    supply: int = 0
    vat: int = 0
    tax_free: int = 0

    @classmethod
    def of(cls, amount: int, tax_free: int, discount: int) -> Sums:
        """What PortOne's formulas make of a transaction.

        VAT is an eleventh of what is taxable, rounded half up, whatever VAT the merchant named; the supply is what
        remains without the discount.
        """
        vat = vat_of(amount - tax_free, "half-up")
        return cls(amount - discount - tax_free - vat, vat, tax_free)

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    def __neg__(self) -> Sums:
        return Sums(-self.supply, -self.vat, -self.tax_free)

    @property
    def total(self) -> int:
        """What they add up to: the money that moved."""
        return self.supply + self.vat + self.tax_free


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Money that came in by a payment, or went back by a cancellation.

    Attributes:
        at: when.
        channel: where.
        method: the payment's, as `PaymentMethod`; None where that is not known.
        sums: what moved.
        finding: what PortOne finds of it.
    """

    at: datetime
    channel: Channel
    method: Mapping[str, Any] | None
    sums: Sums
    finding: Finding

    @property
    def day(self) -> date:
        """The day in Korea on which it moved."""
        return day_of(self.at)

    @property
    def account(self) -> tuple[str, str]:
        """The gateway's account: who, and the merchant's id there."""
        return COMPANIES[self.channel.pg_provider], self.channel.pg_merchant_id

    @property
    def kind(self) -> str:
        """Its method, as a `SimplifiedPaymentMethodType`. A wallet's is what the wallet took the money from."""
        method = self.method or {}
        return METHODS.get(method.get("easyPayMethod", method).get("type", ""), "ETC")


@lru_cache(maxsize=1024)
def settled_on(day: date, days: int) -> date:
    """The day on which a gateway pays out what moved on `day`: so many business days later.

    Raises:
        ImportError: the package holidays is not installed.
    """
    while days and day < date.max:
        day += timedelta(days=1)
        days -= not is_closed(day)
    return day
