"""Card promotions: discounts by bands of the order amount, and what a cancellation makes of them.

The rules are those of PortOne's promotion guide. What it leaves open: discounts are cut to whole minor units, and a
retained fixed discount keeps its share of the amount that was paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

RetainOption: TypeAlias = Literal["RETAIN", "RELEASE"]


@dataclass(frozen=True, slots=True)
class Band:
    """A discount for orders of `amount_from` and more, up to the next band: `percent` of the order, or `amount`."""

    amount_from: int
    percent: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion that a payment can name.

    Attributes:
        id: PortOne's begin with `promotion-id-`.
        bands: the discounts; below the first there is none.
        maximum: the most that is discounted, in minor units; None for no bound.
        card_company: the company whose cards it is for (`pytest_portone.sandbox.cards.COMPANIES`); None for all.
        in_progress: whether it runs. One that does not gives no discount.
    """

    id: str
    bands: tuple[Band, ...]
    maximum: int | None = None
    card_company: str | None = None
    in_progress: bool = True

    def band(self, amount: int) -> Band | None:
        """The band that an order of `amount` falls in; None below the first."""
        fitting = [each for each in self.bands if each.amount_from <= amount]
        return max(fitting, key=lambda each: each.amount_from, default=None)

    def discount(self, amount: int) -> int:
        """What is taken off an order of `amount`."""
        band = self.band(amount)
        if band is None or not self.in_progress:
            return 0
        discount = band.amount or amount * band.percent // 100
        return discount if self.maximum is None else min(discount, self.maximum)

    def smallest(self) -> int:
        """The order amount from which on there is a discount."""
        return min((each.amount_from for each in self.bands), default=0)

    def payable(self, rest: int, *, total: int, option: RetainOption) -> int:
        """What is to be paid for the `rest` of an order of `total` after a cancellation.

        `RELEASE` discounts the rest by the band that it falls in; `RETAIN` keeps the rate of the whole order.
        """
        if option == "RELEASE":
            return rest - self.discount(rest)
        return rest - int(rest * self._rate(total))

    def _rate(self, total: int) -> Fraction:
        discount, band = self.discount(total), self.band(total)
        basis = total - discount if band and band.amount else total
        return Fraction(discount, basis) if basis > 0 else Fraction()
