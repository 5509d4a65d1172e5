"""What a partner is owed of an order, or of what is cancelled of it, line by line.

What is cancelled at a time is what is cancelled after it less what was cancelled before: whatever steps an order is
cancelled in, they sum up to what one cancellation of all would be, to the unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_portone.sandbox.platform.models import FixedAmount
from pytest_portone.sandbox.transfers.arithmetic import Amounts, Base, Charge, Discount, Part, Rules, settle, total
from pytest_portone.sandbox.transfers.contents import Money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_portone.sandbox.platform.models import AdditionalFeePolicy, Contract
    from pytest_portone.sandbox.settings import Rounding
    from pytest_portone.sandbox.transfers.arithmetic import Settled
    from pytest_portone.sandbox.transfers.contents import Contents, Granted, Line, Place, Taken


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a partner is owed.

    Attributes:
        lines: of each line, in their order.
        rest: of what belongs to the order as such.
    """

    lines: tuple[Settled, ...]
    rest: Settled

    def __sub__(self, other: Settlement) -> Settlement:
        pairs = zip(self.lines, other.lines, strict=True)
        return Settlement(tuple(mine - theirs for mine, theirs in pairs), self.rest - other.rest)

    @property
    def amounts(self) -> Amounts:
        """All together."""
        return total(each.amounts for each in (*self.lines, self.rest))


def rules_of(contract: Contract, rounding: Rounding) -> Rules:
    """How a contract's settlements are counted."""
    return Rules(rounding, rounding, contract.subtract_payment_vat_amount)


def settlement_of(contents: Contents, contract: Contract, taken: Taken, rules: Rules) -> Settlement:
    """What a partner is owed of so much of an order."""
    lines = tuple(settle(_line(line, contract, taken), rules) for line in contents.lines)
    return Settlement(lines, settle(_rest(contents, contract, taken), rules))


def _line(line: Line, contract: Contract, taken: Taken) -> Part:
    quantity, product = taken.quantities.get(line.product.id, 0), line.product
    order = product.price.times(quantity)
    base = Base(order.amount, product.price.amount * line.quantity)
    platform = None if isinstance(contract.platform_fee, FixedAmount) else _platform(contract)
    discounts = _discounts(product.id, line.discounts, taken)
    return Part(order.amount, order.tax_free, base, platform, _charges(line.fees), discounts)


def _rest(contents: Contents, contract: Contract, taken: Taken) -> Part:
    """The order as such: of one with lines, what its lines have not got. A fixed fee is taken once an order."""
    ordered, lines = contents.ordered(taken), contents.of_lines(taken)
    own, base = ordered.minus(lines), Base(ordered.amount, contents.order.amount)
    by_line = contents.lines and not isinstance(contract.platform_fee, FixedAmount)
    platform = None if by_line else _platform(contract)
    discounts = _discounts(None, contents.discounts, taken)
    return Part(own.amount, own.tax_free, base, platform, _charges(contents.fees), discounts)


def _platform(contract: Contract) -> Charge:
    return Charge(contract.platform_fee, contract.platform_fee_vat_payer == "PARTNER")


def _charges(policies: Iterable[AdditionalFeePolicy]) -> tuple[Charge, ...]:
    return tuple(Charge(each.fee, each.vat_payer == "PARTNER") for each in policies)


def _discounts(product_id: str | None, granted: Iterable[Granted], taken: Taken) -> tuple[Discount, ...]:
    return tuple(_discount((product_id, each.policy.id), each, taken) for each in granted)


def _discount(place: Place, granted: Granted, taken: Taken) -> Discount:
    money = taken.discounts.get(place, Money())
    return Discount(money.amount, money.tax_free, granted.policy.partner_share_rate)
