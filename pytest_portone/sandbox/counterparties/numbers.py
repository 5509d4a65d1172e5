"""Business registration numbers of Korea: nine digits, and one that checks them."""

from __future__ import annotations

import re

_FORM = re.compile("[0-9]{10}")
_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def check_digit(digits: str) -> str:
    """The tenth digit that belongs to nine.

    The ninth counts five times, and the tens of that once more: the tax office's rule.
    """
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return str(-(total + _WEIGHTS[-1] * int(digits[-1]) // 10) % 10)


def is_number(text: str) -> bool:
    """Whether a text is ten digits, without hyphens."""
    return _FORM.fullmatch(text) is not None


def is_valid(text: str) -> bool:
    """Whether a text is a number whose last digit is right."""
    return is_number(text) and check_digit(text[:9]) == text[9]
