"""Money: integers in the currency's minor unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_portone.sandbox.settings import Rounding

_ADDED = {"down": 0, "half-up": 11, "up": 20}


def vat_of(taxable: int, rounding: Rounding) -> int:
    """The VAT that an amount of 0 or more contains: an eleventh of it (10 % on top of the supply)."""
    return (2 * taxable + _ADDED[rounding]) // 22


@dataclass(frozen=True, slots=True)
class Amount:
    """What an order amounts to: `total` = `supply` + `vat` + `tax_free`; `discount` is what is not paid of it."""

    total: int
    tax_free: int = 0
    vat: int = 0
    discount: int = 0

    @property
    def supply(self) -> int:
        """The taxable part without its VAT."""
        return self.total - self.tax_free - self.vat
