"""Card promotions: discounts by bands of the order amount, and what a cancellation makes of them.

The rules are those of PortOne's promotion guide. What it leaves open: discounts are cut to whole minor units, and a
retained fixed discount keeps its share of the amount that was paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

RetainOption: TypeAlias = Literal["RETAIN", "RELEASE"]

_MOST_BANDS = 5


@dataclass(frozen=True, slots=True)
class Band:
    """A discount for orders of `amount_from` and more, up to the next band: `percent` of the order, or `amount`."""

    amount_from: int
    percent: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion that a payment can name. Amounts are in the currency's minor unit.

    Attributes:
        id: PortOne's begin with `promotion-id-`.
        bands: the discounts; below the first there is none.
        maximum: the most that is discounted of one order; None for no bound.
        card_company: the company whose cards it is for (`pytest_portone.sandbox.cards.COMPANIES`); None for all,
            which PortOne has no word for: the API then shows one of them.
        in_progress: whether it runs when its time has come; otherwise it is paused, and gives no discount.
        name: what the merchant calls it.
        budget: what can be discounted in all; None for no bound.
        currency: an ISO 4217 code.
        starts: when it begins; None for always.
        ends: when it is over; None for never.
        recovers: whether a cancellation gives the budget back what it takes off the discount (`recoverOption`).
        store_id: the store that it belongs to; None for the credential's own.
    """

    id: str
    bands: tuple[Band, ...]
    maximum: int | None = None
    card_company: str | None = None
    in_progress: bool = True
    name: str = "promotion"
    budget: int | None = None
    currency: str = "KRW"
    starts: datetime | None = None
    ends: datetime | None = None
    recovers: bool = True
    store_id: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no promotion is.

        Raises:
            ValueError: a time without a zone, an end before its beginning, no band or more than five.
        """
        times = [each for each in (self.starts, self.ends) if each is not None]
        rules = [
            ("starts and ends", times, "datetimes with a zone", all(each.tzinfo for each in times)),
            ("bands", len(self.bands), f"1 to {_MOST_BANDS}", 1 <= len(self.bands) <= _MOST_BANDS),
            ("budget", self.budget, "None, 0 or more", self.budget is None or self.budget >= 0),
        ]
        wrong = [f"{name}: received {got}, expected {want}" for name, got, want, met in rules if not met]
        if not wrong and self.starts and self.ends and self.starts >= self.ends:
            wrong = [f"ends: received {self.ends}, expected a time after {self.starts}"]
        if wrong:
            raise ValueError(f"the promotion {self.id!r} is wrong: {'; '.join(wrong)}")

    def band(self, amount: int) -> Band | None:
        """The band that an order of `amount` falls in; None below the first."""
        fitting = [each for each in self.bands if each.amount_from <= amount]
        return max(fitting, key=lambda each: each.amount_from, default=None)

    def discount(self, amount: int) -> int:
        """What is taken off an order of `amount`; nothing, where the budget is not enough for the whole of it."""
        band = self.band(amount)
        if band is None or not self.in_progress:
            return 0
        discount = band.amount or amount * band.percent // 100
        if self.maximum is not None:
            discount = min(discount, self.maximum)
        return discount if self.budget is None or discount <= self.budget else 0

    def smallest(self) -> int:
        """The order amount from which on there is a discount."""
        return min((each.amount_from for each in self.bands), default=0)

    def payable(self, rest: int, *, total: int, option: RetainOption) -> int:
        """What is to be paid for the `rest` of an order of `total` after a cancellation.

        `RELEASE` discounts the rest by the band that it falls in, but a cancellation never makes a discount larger:
        where a lower band takes more off than a higher one, the least from the rest to the whole counts. `RETAIN`
        keeps the rate of the whole order.
        """
        if option == "RELEASE":
            between = (each.amount_from for each in self.bands if rest < each.amount_from <= total)
            return rest - min(map(self.discount, (rest, *between)))
        return rest - int(rest * self._rate(total))

    def _rate(self, total: int) -> Fraction:
        discount, band = self.discount(total), self.band(total)
        basis = total - discount if band and band.amount else total
        return Fraction(discount, basis) if basis > 0 else Fraction()
