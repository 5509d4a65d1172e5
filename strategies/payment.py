"""Payments with wishes: of a status, of a total, in a currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from pytest_portone.strategies.amounts import PARTLY
from pytest_portone.strategies.coherent import settle_payment

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of a payment, as a value or as a strategy; None where nothing is."""

    id: str | SearchStrategy[str] | None = None
    total: int | SearchStrategy[int] | None = None
    currency: str | SearchStrategy[str] | None = None

    def fulfil(self, draw: DrawFn, payment: dict[str, Any]) -> dict[str, Any]:
        """The payment as wished, changed in place.

        Raises:
            InvalidArgument: a total was drawn that a payment of its status can't have.
        """
        if self.id is not None:
            payment["id"] = _drawn(draw, self.id)
        if self.currency is not None:
            payment["currency"] = _drawn(draw, self.currency)
        if self.total is not None or self.currency is not None:
            total = payment["amount"]["total"] if self.total is None else _drawn(draw, self.total)
            check_total(total, payment["status"])
            settle_payment(payment, total)
        return payment


def _drawn(draw: DrawFn, wish: Any) -> Any:
    return draw(wish) if isinstance(wish, SearchStrategy) else wish


def least_total(status: str) -> int:
    """The smallest total of a payment: where a part is cancelled, there is a part that isn't."""
    return 2 if status == PARTLY else 1


def check_total(total: int, status: str) -> None:
    """Refuse a total that a payment of this status can't have.

    Raises:
        InvalidArgument: it is none.
    """
    least = least_total(status)
    if isinstance(total, bool) or not isinstance(total, int) or total < least:
        raise InvalidArgument(f"total: received {total!r}, expected an integer of {least} or more for {status}")
