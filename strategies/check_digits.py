"""Digits that prove the others: of cards (ISO/IEC 7812-1, annex B) and of Korean business registration numbers."""

from __future__ import annotations

_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def luhn(digits: str) -> str:
    """The check digit that belongs behind a card number's other digits."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 - index % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - the sum of the two digits
    return str(-total % 10)


def business(digits: str) -> str:
    """The check digit that belongs behind the first nine digits of a business registration number."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _BUSINESS_WEIGHTS, strict=True))
    return str(-(total + int(digits[8]) * 5 // 10) % 10)
