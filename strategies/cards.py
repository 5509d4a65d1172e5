"""Card numbers that go with their brand: the first digits, the length, the check digit (ISO/IEC 7812-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.strategies.check_digits import luhn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.strategies.amounts import Json

_BIN = 6
_LAST = 4
_SHOWN = slice(_BIN, -_LAST)
_LENGTH = 16
_LENGTHS = {"AMEX": 15, "DINERS": 14}
_PREFIXES: Mapping[str, str] = {
    "LOCAL": "9",
    "VISA": "4",
    "MASTER": "51",
    "UNIONPAY": "62",
    "JCB": "35",
    "AMEX": "37",
    "DINERS": "36",
}


def numbered(brand: str, digits: str) -> str:
    """A card number of a brand, out of any digits; one of a brand not known here starts as a local card's."""
    prefix = _PREFIXES.get(brand, _PREFIXES["LOCAL"])
    body = (prefix + digits.zfill(_LENGTH))[: _LENGTHS.get(brand, _LENGTH) - 1]
    return body + luhn(body)


def masked(number: str) -> str:
    """A card number as it is shown: its BIN and its last four digits."""
    return number[:_BIN] + "*" * len(number[_SHOWN]) + number[-_LAST:]


def settle_card(card: Json) -> None:
    """Make what is there of a card's brand, BIN and number agree. Outputs show no whole number."""
    number = numbered(card.get("brand", "LOCAL"), card.get("number") or card.get("bin", ""))
    shown = {"bin": number[:_BIN], "number": masked(number)}
    card.update({name: text for name, text in shown.items() if name in card})
