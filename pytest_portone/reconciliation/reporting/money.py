"""Money for people: exact, with the currency's own number of digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.currencies import minor_digits

if TYPE_CHECKING:
    from collections.abc import Mapping


def number(amount: int, currency: str) -> str:
    """An amount without its currency, such as `1,234.50`.

    Args:
        amount: in the currency's minor unit.
        currency: ISO 4217.
    """
    places = digits(currency)
    whole, rest = divmod(abs(amount), 10**places)
    return f"{'-' * (amount < 0)}{whole:,}" + (f".{rest:0{places}}" if places else "")


def money(amount: int, currency: str) -> str:
    """An amount with its currency, such as `39,000 KRW`."""
    return f"{number(amount, currency)} {currency}"


def sums(amounts: Mapping[str, int]) -> str:
    """Amounts of several currencies in a line, by the currency's name."""
    return " + ".join(money(amount, currency) for currency, amount in sorted(amounts.items())) or "nothing"


def digits(currency: str) -> int:
    """Digits behind the point; what has no minor unit is counted in whole ones."""
    return minor_digits(currency) or 0
