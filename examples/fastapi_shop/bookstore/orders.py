"""Orders, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

PRICES = {"compilers": 39_000, "type-systems": 45_000, "sicp": 32_000}
"""What a book costs, in won."""


class Status(StrEnum):
    """How far an order is."""

    OPEN = "open"
    WAITING = "waiting for deposit"
    PAID = "paid"
    FAILED = "failed"
    REFUNDED = "refunded"


@dataclass
class Order:
    """One book for one customer. Its id is also the payment's; amounts are in won."""

    id: str
    book: str
    total: int
    status: Status = Status.OPEN
    refunded: int = 0
    refunds: list[str] = field(default_factory=list)


class Orders:
    """All orders, by id."""

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}
        self._numbers = count(1)

    def add(self, book: str) -> Order:
        """A new order; KeyError if there is no such book."""
        order = Order(f"order-{next(self._numbers)}", book, PRICES[book])
        self._orders[order.id] = order
        return order

    def get(self, order_id: str) -> Order | None:
        """The order, if there is one."""
        return self._orders.get(order_id)
