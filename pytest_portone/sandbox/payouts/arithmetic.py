"""What a partner is paid of its settlements: whole numbers of the currency's minor unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_portone.sandbox.transfers.arithmetic import rounded

if TYPE_CHECKING:
    from pytest_portone.sandbox.settings import Rounding
    from pytest_portone.sandbox.transfers.contents import Money


@dataclass(frozen=True, slots=True)
class Terms:
    """How a payout is counted.

    Attributes:
        vat: whether a VAT is told apart: the partner is a business that charges it.
        net: whether the VAT is added to the settlement, which otherwise includes it.
        withheld: whether tax is withheld.
        rounding: how the VAT is rounded. Tax is rounded down.
    """

    vat: bool = False
    net: bool = False
    withheld: bool = False
    rounding: Rounding = "down"


@dataclass(frozen=True, slots=True)
class Pay:
    """What is paid.

    Attributes:
        settlement: what the partner is owed, all of it.
        supply: the taxable part of what is paid without its VAT.
        tax_free: the part that is free of VAT.
        vat: the VAT.
        income_tax: what is withheld: 3 % of all that.
        local_income_tax: a tenth of the income tax, withheld as well.
    """

    settlement: Money
    supply: int
    tax_free: int
    vat: int = 0
    income_tax: int = 0
    local_income_tax: int = 0

    @property
    def amount(self) -> int:
        """What the partner gets."""
        return self.supply + self.tax_free + self.vat - self.income_tax - self.local_income_tax


def pay(settlement: Money, terms: Terms) -> Pay:
    """What is paid of settlements that sum up to this."""
    vat = rounded(settlement.taxable, 10 if terms.net else 11, terms.rounding) if terms.vat else 0
    supply = settlement.taxable - (0 if terms.net else vat)
    income_tax = rounded((supply + settlement.tax_free + vat) * 3, 100, "down") if terms.withheld else 0
    return Pay(settlement, supply, settlement.tax_free, vat, income_tax, rounded(income_tax, 10, "down"))
