"""What goes in and out of the bazaar's HTTP API. Amounts are in won."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - pydantic reads the annotations
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from bazaar.ledger import worth

if TYPE_CHECKING:
    from bazaar.ledger import Ledger

Quantities = dict[str, Annotated[int, Field(gt=0)]]
"""How many of each product."""


class NewOrder(BaseModel):
    """What a customer orders."""

    products: Annotated[Quantities, Field(min_length=1)]


class NewCancellation(BaseModel):
    """What a customer gives back: all that is left, if nothing is named."""

    reason: Annotated[str, Field(min_length=1)]
    products: Quantities = {}


class OrderView(BaseModel):
    """An order as the customer's browser sees it."""

    id: str
    total: int
    tax_free: int
    paid: int
    refunded: int
    left: dict[str, int]

    @classmethod
    def of(cls, ledger: Ledger, order_id: str) -> OrderView:
        """The view of one order."""
        total, tax_free = worth(ledger.ordered(order_id))
        return cls(
            id=order_id,
            total=total,
            tax_free=tax_free,
            paid=ledger.moved(order_id, "payment"),
            refunded=ledger.moved(order_id, "cancellation"),
            left=ledger.left(order_id),
        )


class SellerRow(BaseModel):
    """What one seller gets on a day."""

    seller: str
    booked: int
    settled: int


class Statement(BaseModel):
    """What all sellers get on a day."""

    day: date
    sellers: list[SellerRow]


class Payout(BaseModel):
    """How many sellers were paid."""

    day: date
    sellers: int
