"""What a pseudonym of each kind is made of, and which kind a text is by its form.

A kind is a row of `MAKERS`; what its pseudonyms look like is a row of `tokens.TOKENS`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pytest_portone.recording.tokens import KINDS
from pytest_portone.redaction import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

_IIN = r"(?:4|5[1-5]|2[2-7]|3[4-9]|6|9)"
FORMS = {
    "secret": r"(?<!\w)(?:whsec_[\w+/=-]{8,}|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+|v1,[A-Za-z0-9+/]{43}=)",
    "email": r"(?<![\w.%+-])[\w.%+-]{1,64}@\w[\w-]*(?:\.\w[\w-]*)+",
    "account": r"(?<![0-9A-Za-z-])\d{6}-[1-8]\d{6}(?![0-9A-Za-z-])",
    "phone": r"(?<![0-9A-Za-z+-])(?:\+82[ .-]?|0)1[016-9][ .-]?\d{3,4}[ .-]?\d{4}(?![0-9A-Za-z-])",
    "card": rf"(?<![0-9A-Za-z-])(?={_IIN})\d(?:[ -]?\d){{12,18}}(?![0-9A-Za-z-])",
}
"""What is recognised by its form in any text: signing secrets and tokens, e-mail addresses, resident registration
numbers, Korean mobile numbers, card numbers (by their first digits and their check digit)."""
FORM = re.compile("|".join(f"(?P<form_{kind}>{form})" for kind, form in FORMS.items()))

UNRELATED = frozenset({"secret", "short"})
"""Kinds whose pseudonyms are all alike: what is secret has no relations, and a few digits would tell themselves."""
_SEPARATORS = re.compile(r"[ .-]")
_DIGITS = 12
_SHORT = 8
_FIRST_DAY, _DAYS = date(1700, 1, 1), 73_000


def form_of(match: re.Match[str]) -> str | None:
    """The kind of what `FORM` found; None for digits that are no card number after all."""
    kind = str(match.lastgroup).removeprefix("form_")
    return None if kind == "card" and not _is_card(match[0]) else kind


def settle(kind: str, value: str) -> str:
    """The kind of a value that stands in a field of `kind`: what its form says, or the field, or `text`."""
    if kind == "secret" or (kind == "short" and value.isdecimal() and len(value) <= _SHORT):
        return kind
    if kind == "short":
        kind = "business"  # the one that stands in such a field
    if kind == "number":
        return kind
    match = FORM.fullmatch(value)
    if match and (form := form_of(match)):
        return form
    if kind == "identity" and len(value) <= len("anon-") + _DIGITS:
        return "text"
    return kind if re.fullmatch(KINDS[kind].live, value) else "text"


def canonical(kind: str, value: str) -> str:
    """A value without what its writers are free in: a number's separators and a country's prefix."""
    if kind in _NUMBERS:
        return _SEPARATORS.sub("", re.sub(r"^\+82[ .-]?", "0", value))
    return value


def shaped(kind: str, made: str, value: str) -> str:
    """A pseudonym written as `value` is."""
    return _NUMBERS[kind](made, value) if kind in _NUMBERS and made[:1].isdecimal() else made


def _is_card(value: str) -> bool:
    digits = _SEPARATORS.sub("", value)
    return _check_digit(digits[:-1]) == digits[-1]


def _check_digit(digits: str) -> str:
    """The digit that follows `digits` (ISO/IEC 7812-1, annex B)."""
    doubled = (int(each) * (2 - index % 2) for index, each in enumerate(reversed(digits)))
    return str(-sum(each // 10 + each % 10 for each in doubled) % 10)


def _decimal(derived: str, count: int) -> str:
    return str(int(derived, 16) % 10**count).zfill(count)


def _card(derived: str, value: str) -> str:
    digits = _decimal(derived, len(value))
    made = "999999" + "".join(mine if its != "*" else "*" for mine, its in zip(digits, value, strict=True))[6:]
    return made if "*" in made else made[:-1] + _check_digit(made[:-1])


def _account(derived: str, value: str) -> str:
    return "000000" + _decimal(derived, max(len(value), _DIGITS) - 6)


def _birthdate(derived: str, _value: str) -> str:
    return (_FIRST_DAY + timedelta(days=int(derived, 16) % _DAYS)).isoformat()


MAKERS: dict[str, Callable[[str, str], str]] = {
    "secret": lambda _derived, _value: PLACEHOLDER,
    "email": lambda derived, _value: f"anon-{derived[:_DIGITS]}@example.com",
    "phone": lambda derived, _value: "0100" + _decimal(derived, 7),
    "card": _card,
    "account": _account,
    "business": lambda derived, _value: "000" + _decimal(derived, 7),
    "birthdate": _birthdate,
    "number": lambda derived, _value: "900000" + _decimal(derived, 9),
    "identity": lambda derived, value: f"anon-{derived}"[: len(value)],
    "text": lambda derived, _value: f"anon-{derived[:_DIGITS]}",
    "short": lambda _derived, value: "1" * len(value),
}
"""By kind: out of derived hexadecimal digits and the canonical value, its pseudonym in the canonical form. Ones are a
good month, where zeros are none."""


def _like(made: str, value: str) -> str:
    """Digits, with the separators of `value` where they are as many as its own."""
    if len(made) != len(canonical("account", value)):
        return made
    digits = iter(made)
    return "".join(each if _SEPARATORS.match(each) else next(digits) for each in value)


def _like_phone(made: str, value: str) -> str:
    prefix, number = re.fullmatch(r"(?s)(\+82[ .-]?)?(.*)", value).groups()  # type: ignore[union-attr]
    found = _SEPARATORS.search(number)
    grouped = (found[0] if found else "").join((made[:3], made[3:7], made[7:]))
    return prefix + grouped[1:] if prefix else grouped


_NUMBERS: dict[str, Callable[[str, str], str]] = {
    "phone": _like_phone,
    "card": _like,
    "account": _like,
    "business": _like,
    "birthdate": lambda made, value: made if "-" in value else made.replace("-", ""),
}
"""By kind: how a pseudonym is written like a value."""
