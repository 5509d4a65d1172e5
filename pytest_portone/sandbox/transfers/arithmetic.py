"""What a partner is owed of an order: whole numbers of the currency's minor unit, rates in 1/100,000.

Every field of `Amounts` is a sum of parts, and what follows from the fields is linear: whatever parts an order is cut
into, the sums of the parts are the whole's to the unit.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from itertools import starmap
from operator import add, sub
from typing import TYPE_CHECKING

from pytest_portone.sandbox.platform.models import WHOLE_RATE, FixedRate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_portone.sandbox.platform.models import Fee
    from pytest_portone.sandbox.settings import Rounding

_VAT_SUPPLEMENT = 10
_VAT_CONTAINED = 11


@dataclass(frozen=True, slots=True)
class Amounts:
    """What an order, a line of it, or what is cancelled of it amounts to (`PlatformOrderSettlementAmount`).

    Attributes:
        order: what was ordered, before discounts.
        order_tax_free: the part of it that is free of VAT.
        discount: what the buyer did not pay.
        discount_tax_free: the tax-free part of that.
        discount_share: what the partner bears of the discounts.
        discount_share_tax_free: the tax-free part of that.
        platform_fee: the contract's fee.
        platform_fee_vat: the VAT on it that the partner bears.
        additional_fee: the sum of the additional fees.
        additional_fee_vat: the VAT on them that the partner bears.
        payment_vat: the VAT that the payment contains.
        payment_vat_burden: what is taken off for it.
    """

    order: int = 0
    order_tax_free: int = 0
    discount: int = 0
    discount_tax_free: int = 0
    discount_share: int = 0
    discount_share_tax_free: int = 0
    platform_fee: int = 0
    platform_fee_vat: int = 0
    additional_fee: int = 0
    additional_fee_vat: int = 0
    payment_vat: int = 0
    payment_vat_burden: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(*map(add, astuple(self), astuple(other)))

    def __sub__(self, other: Amounts) -> Amounts:
        return Amounts(*map(sub, astuple(self), astuple(other)))

    @property
    def payment(self) -> int:
        """What the buyer pays."""
        return self.order - self.discount

    @property
    def payment_tax_free(self) -> int:
        """The part of the payment that is free of VAT."""
        return self.order_tax_free - self.discount_tax_free

    @property
    def payment_supply(self) -> int:
        """The taxable part of the payment without its VAT."""
        return self.payment - self.payment_tax_free - self.payment_vat

    @property
    def settlement(self) -> int:
        """What the partner is owed."""
        fees = self.platform_fee + self.platform_fee_vat + self.additional_fee + self.additional_fee_vat
        return self.order - fees - self.discount_share - self.payment_vat_burden

    @property
    def settlement_tax_free(self) -> int:
        """The part of the settlement that is free of VAT; fees and their VAT are taken off the rest."""
        return self.order_tax_free - self.discount_share_tax_free


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee that is taken.

    Attributes:
        fee: a rate of the order, or an amount for all of it.
        vat_borne: whether the partner bears the VAT on it.
    """

    fee: Fee
    vat_borne: bool = True


@dataclass(frozen=True, slots=True)
class Discount:
    """What the buyer did not pay, and the rate of it, in 1/100,000, that the partner bears."""

    amount: int
    tax_free: int
    share_rate: int


@dataclass(frozen=True, slots=True)
class Base:
    """What fees are counted on: so much of an order that is so much as a whole."""

    amount: int
    whole: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an order: a line of it, or what belongs to the order as such, or what is cancelled of either.

    Attributes:
        order: what was ordered.
        tax_free: the part of it that is free of VAT.
        base: what its fees are counted on.
        platform: the contract's fee, where it is counted here.
        additional: the additional fees.
        discounts: the discounts.
    """

    order: int
    tax_free: int
    base: Base
    platform: Charge | None = None
    additional: tuple[Charge, ...] = ()
    discounts: tuple[Discount, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """How a settlement is counted.

    Attributes:
        fee_rounding: how fees, and shares of discounts, are rounded.
        vat_rounding: how VAT is rounded.
        payment_vat_borne: whether the VAT that the payment contains is taken off (`subtractPaymentVatAmount`).
    """

    fee_rounding: Rounding = "down"
    vat_rounding: Rounding = "down"
    payment_vat_borne: bool = False


@dataclass(frozen=True, slots=True)
class Charged:
    """What a charge comes to, and the VAT on it that the partner bears."""

    amount: int = 0
    vat: int = 0

    def __sub__(self, other: Charged) -> Charged:
        return Charged(self.amount - other.amount, self.vat - other.vat)


@dataclass(frozen=True, slots=True)
class Share:
    """A discount, and what the partner bears of it."""

    discount: int = 0
    discount_tax_free: int = 0
    amount: int = 0
    tax_free: int = 0

    def __sub__(self, other: Share) -> Share:
        return Share(*map(sub, astuple(self), astuple(other)))


@dataclass(frozen=True, slots=True)
class Settled:
    """What a part comes to.

    Attributes:
        amounts: all together.
        fees: its additional fees, in their order.
        shares: its discounts, in their order.
    """

    amounts: Amounts
    fees: tuple[Charged, ...]
    shares: tuple[Share, ...]

    def __sub__(self, other: Settled) -> Settled:
        """What one part is more than another of the same charges and discounts."""
        fees, shares = zip(self.fees, other.fees, strict=True), zip(self.shares, other.shares, strict=True)
        return Settled(self.amounts - other.amounts, tuple(starmap(sub, fees)), tuple(starmap(sub, shares)))


def settle(part: Part, rules: Rules) -> Settled:
    """What the partner is owed of a part."""
    platform = _charged(part.platform, part.base, rules) if part.platform else Charged()
    fees = tuple(_charged(each, part.base, rules) for each in part.additional)
    shares = tuple(_share(each, rules) for each in part.discounts)
    discount, discount_tax_free = (
        sum(each.discount for each in shares),
        sum(each.discount_tax_free for each in shares),
    )
    taxable = part.order - discount - (part.tax_free - discount_tax_free)
    vat = rounded(taxable, _VAT_CONTAINED, rules.vat_rounding)
    amounts = Amounts(
        order=part.order,
        order_tax_free=part.tax_free,
        discount=discount,
        discount_tax_free=discount_tax_free,
        discount_share=sum(each.amount for each in shares),
        discount_share_tax_free=sum(each.tax_free for each in shares),
        platform_fee=platform.amount,
        platform_fee_vat=platform.vat,
        additional_fee=sum(each.amount for each in fees),
        additional_fee_vat=sum(each.vat for each in fees),
        payment_vat=vat,
        payment_vat_burden=vat if rules.payment_vat_borne else 0,
    )
    return Settled(amounts, fees, shares)


def total(parts: Iterable[Amounts]) -> Amounts:
    """The sum of amounts."""
    return sum(parts, Amounts())


def rounded(dividend: int, divisor: int, rounding: Rounding) -> int:
    """A quotient as a whole number; what is negative is rounded as if it were not, and `divisor` is positive."""
    added = {"down": 0, "half-up": divisor, "up": 2 * divisor - 1}[rounding]
    size = (2 * abs(dividend) + added) // (2 * divisor)
    return size if dividend >= 0 else -size


def _charged(charge: Charge, base: Base, rules: Rules) -> Charged:
    fee = charge.fee
    if isinstance(fee, FixedRate):
        amount = rounded(base.amount * fee.rate, WHOLE_RATE, rules.fee_rounding)
    else:
        amount = rounded(fee.amount * base.amount, base.whole or 1, rules.fee_rounding)
    return Charged(amount, rounded(amount, _VAT_SUPPLEMENT, rules.vat_rounding) if charge.vat_borne else 0)


def _share(discount: Discount, rules: Rules) -> Share:
    return Share(
        discount.amount,
        discount.tax_free,
        rounded(discount.amount * discount.share_rate, WHOLE_RATE, rules.fee_rounding),
        rounded(discount.tax_free * discount.share_rate, WHOLE_RATE, rules.fee_rounding),
    )
