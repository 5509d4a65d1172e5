"""What goes in and out of the bookstore's HTTP API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, Field

if TYPE_CHECKING:
    from bookstore.orders import Order


class NewOrder(BaseModel):
    """What a customer orders."""

    book: str


class RefundRequest(BaseModel):
    """What is given back: all that is left, if no amount is named."""

    reason: Annotated[str, Field(min_length=1)]
    amount: Annotated[int, Field(gt=0)] | None = None


class OrderView(BaseModel):
    """An order as the customer's browser sees it; amounts are in won."""

    id: str
    status: str
    total: int
    refunded: int

    @classmethod
    def of(cls, order: Order) -> OrderView:
        """The view of one order."""
        return cls(id=order.id, status=order.status, total=order.total, refunded=order.refunded)


class Receipt(BaseModel):
    """What the customer gets to print; amounts are in won."""

    order: str
    paid_with: str
    total: int
    refunded: int
    sold_through: Literal["PC", "MOBILE", "API"]
    url: str | None
