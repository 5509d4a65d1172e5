"""What an order consists of, and how much of it something is about: all of it, or what was cancelled of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.sandbox.platform.models import AdditionalFeePolicy, DiscountSharePolicy

Place: TypeAlias = tuple[str | None, str]
"""Where a discount is given: the product's id, None for the order as such; and the policy's id."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, and the part of it that is free of VAT."""

    amount: int = 0
    tax_free: int = 0

    def plus(self, other: Money) -> Money:
        """The sum."""
        return Money(self.amount + other.amount, self.tax_free + other.tax_free)

    def minus(self, other: Money) -> Money:
        """The difference."""
        return Money(self.amount - other.amount, self.tax_free - other.tax_free)

    def times(self, number: int) -> Money:
        """So many times as much."""
        return Money(self.amount * number, self.tax_free * number)

    @property
    def taxable(self) -> int:
        """The part that is not free of VAT: supply and VAT."""
        return self.amount - self.tax_free


@dataclass(frozen=True, slots=True)
class Product:
    """What is sold: `price` of one unit."""

    id: str
    name: str
    price: Money
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """A discount, all of it: of a line, for every unit."""

    policy: DiscountSharePolicy
    money: Money


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one product."""

    product: Product
    quantity: int
    discounts: tuple[Granted, ...] = ()
    fees: tuple[AdditionalFeePolicy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was ordered.

    Attributes:
        amount: what the order amounts to, where it was registered without lines.
        lines: its lines; none where it was registered by its amount.
        tax_free: the tax-free part of the order; None where it is the sum of its lines'.
        discounts: those of the order as such.
        fees: the additional fees of the order as such.
    """

    amount: int | None = None
    lines: tuple[Line, ...] = ()
    tax_free: int | None = None
    discounts: tuple[Granted, ...] = ()
    fees: tuple[AdditionalFeePolicy, ...] = ()

    @property
    def order(self) -> Money:
        """What the order amounts to."""
        return self.ordered(everything(self))

    def ordered(self, taken: Taken) -> Money:
        """What a part of the order amounts to, before discounts."""
        if self.amount is not None:
            return Money(taken.amount, taken.tax_free)
        lines = self.of_lines(taken)
        return lines if self.tax_free is None else Money(lines.amount, taken.tax_free)

    def of_lines(self, taken: Taken) -> Money:
        """What the lines of a part of the order amount to, by the prices of their products."""
        found = Money()
        for line in self.lines:
            found = found.plus(line.product.price.times(taken.quantities.get(line.product.id, 0)))
        return found

    def granted(self) -> Iterator[tuple[Place, Granted]]:
        """Every discount, by where it is given."""
        yield from (((None, each.policy.id), each) for each in self.discounts)
        yield from (((line.product.id, each.policy.id), each) for line in self.lines for each in line.discounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How much of an order something is about.

    Attributes:
        amount: of an order that was registered by its amount.
        tax_free: of the tax-free part that the order as such has.
        quantities: by product.
        discounts: by where they are given.
    """

    amount: int = 0
    tax_free: int = 0
    quantities: Mapping[str, int] = field(default_factory=dict)
    discounts: Mapping[Place, Money] = field(default_factory=dict)

    def plus(self, other: Taken, sign: int = 1) -> Taken:
        """As much as both."""
        quantities, discounts = dict(self.quantities), dict(self.discounts)
        for product_id, quantity in other.quantities.items():
            quantities[product_id] = quantities.get(product_id, 0) + sign * quantity
        for place, money in other.discounts.items():
            discounts[place] = discounts.get(place, Money()).plus(money.times(sign))
        return Taken(
            amount=self.amount + sign * other.amount,
            tax_free=self.tax_free + sign * other.tax_free,
            quantities=quantities,
            discounts=discounts,
        )

    def minus(self, other: Taken) -> Taken:
        """What is left of this without the other."""
        return self.plus(other, -1)

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing in it."""
        numbers = (self.amount, self.tax_free, *self.quantities.values())
        return not any(numbers) and not any(each != Money() for each in self.discounts.values())


def everything(contents: Contents) -> Taken:
    """All of an order."""
    return Taken(
        amount=contents.amount or 0,
        tax_free=contents.tax_free or 0,
        quantities={line.product.id: line.quantity for line in contents.lines},
        discounts={place: each.money for place, each in contents.granted()},
    )
