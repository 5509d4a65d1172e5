"""The end of the month: what PortOne has to pay to sellers, and what the bazaar's own books say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from bazaar.ledger import Ledger
    from bazaar.portone import PortOne


class OffError(Exception):
    """PortOne would pay something else than the bazaar's books say. Nobody is paid before that is explained."""


@dataclass(frozen=True)
class Row:
    """What one seller gets."""

    seller: str
    booked: int
    settled: int


def statement(ledger: Ledger, portone: PortOne, day: str) -> list[Row]:
    """What each seller gets on a day, by the bazaar's books and by PortOne's settlements."""
    booked, settled = ledger.due(day), _summed(portone.settlements(day))
    return [Row(each, booked.get(each, 0), settled.get(each, 0)) for each in sorted(booked | settled)]


def pay_out(ledger: Ledger, portone: PortOne, day: str) -> int:
    """Have it put down that the sellers were paid; how many were.

    Raises:
        OffError: the books don't agree.
    """
    off = [each for each in statement(ledger, portone, day) if each.booked != each.settled]
    if off:
        raise OffError("; ".join(f"{each.seller}: booked {each.booked}, settled {each.settled}" for each in off))
    ready = [each["id"] for each in portone.settlements(day) if each["status"] == "PAYOUT_PREPARED"]
    return portone.complete_payout(f"payout-{day}", ready)["payoutCount"] if ready else 0


def _summed(settlements: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """By seller. What is settled of cancellations is what the seller gives back."""
    found: dict[str, int] = {}
    for each in settlements:
        amount, seller = each["amount"], each["partner"]["id"]
        worth = amount["settlement"] if isinstance(amount, dict) else amount
        found[seller] = found.get(seller, 0) + (-worth if each["type"] == "ORDER_CANCEL" else worth)
    return found
