"""The fields of PortOne's JSON, read strictly: nothing is guessed, and all that is wrong is listed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import read

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 2**63 - 1
"""What PortOne's int64 holds, and a column of a frame."""
_FIRST = datetime.min.replace(tzinfo=UTC)
_KINDS = {
    type(None): "nothing",
    bool: "a boolean",
    int: "an integer",
    float: "a number with a fraction",
    str: "a text",
    list: "a list",
    dict: "an object",
}


class UnreadableJsonError(ValueError):
    """What PortOne said can't be read: what was received where, and what was expected. Texts are not shown."""


@dataclass(slots=True)
class Fields:
    """One JSON object. Null is as good as not there, and what is not known is passed over.

    What is no such value counts as a problem, and a stand-in is given for it: `done` raises then.

    Attributes:
        value: the object.
        path: where it stands.
        problems: what is wrong, of the whole document.
    """

    value: Mapping[str, Any]
    path: str = ""
    problems: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, value: Any) -> Fields:
        """The fields of a document.

        Raises:
            UnreadableJsonError: it is no object.
        """
        if not isinstance(value, dict):
            raise UnreadableJsonError(f"received {_kind(value)}, expected an object")
        return cls(value)

    def done(self) -> None:
        """Be sure that all was fine.

        Raises:
            UnreadableJsonError: it was not; all is listed.
        """
        if self.problems:
            raise UnreadableJsonError("; ".join(dict.fromkeys(self.problems)))

    def text(self, name: str) -> str | None:
        """A text that need not be there."""
        value = self.value.get(name)
        if value is None:
            return None
        if isinstance(value, str) and _is_unicode(value):
            return value
        self._wrong(name, value, "a text in Unicode")
        return None

    def word(self, name: str) -> str:
        """A text that has to be there."""
        if self.value.get(name) is None:
            self._wrong(name, None, "a text")
        return self.text(name) or ""

    def amount(self, name: str) -> int:
        """An amount that has to be there: of a currency's minor unit, from 0."""
        return self._integer(name, 0, "an integer from 0") or 0

    def some_amount(self, name: str) -> int | None:
        """An amount that need not be there, from 0."""
        return None if self.value.get(name) is None else self.amount(name)

    def balance(self, name: str) -> int:
        """An amount that has to be there, and may be owed: below 0."""
        return self._integer(name, -LARGEST - 1, "an integer") or 0

    def some_balance(self, name: str) -> int | None:
        """An amount that need not be there, and may be below 0."""
        return None if self.value.get(name) is None else self.balance(name)

    def time(self, name: str) -> datetime | None:
        """A time that need not be there, in UTC."""
        value = self.value.get(name)
        if value is None:
            return None
        found = time_of(value)
        if found is None:
            self._wrong(name, value, "a date-time with a zone (RFC 3339) in the years 1 to 9999")
        return found

    def inner(self, name: str) -> Fields:
        """An object; an empty one where there is none."""
        value = self.value.get(name)
        if not isinstance(value, dict | None):
            self._wrong(name, value, "an object")
            value = None
        return Fields(value or {}, self._at(name), self.problems)

    def items(self, name: str) -> list[Fields]:
        """The objects of a list; an empty one where there is none."""
        value = self.value.get(name)
        if not isinstance(value, list | None):
            self._wrong(name, value, "a list")
            value = None
        found = [(f"{name}[{place}]", each) for place, each in enumerate(value or [])]
        for place, each in found:
            if not isinstance(each, dict):
                self._wrong(place, each, "an object")
        return [Fields(each, self._at(place), self.problems) for place, each in found if isinstance(each, dict)]

    def _integer(self, name: str, least: int, expected: str) -> int | None:
        value = self.value.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST:
            return value
        self._wrong(name, value, expected)
        return None

    def _wrong(self, name: str, value: Any, expected: str) -> None:
        received = str(value) if type(value) is int and abs(value) <= 10 * LARGEST else _kind(value)
        self.problems.append(f"{self._at(name)}: received {received}, expected {expected}")

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def time_of(value: Any) -> datetime | None:
    """A date-time of PortOne's in UTC; None for what is none."""
    if not isinstance(value, str):
        return None
    try:
        found = read(value)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def identity(value: Any, *names: str) -> str:
    """What tells an object from others, in ASCII: these fields, or all that it says where the last is no text."""
    told = [value.get(each) for each in names] if isinstance(value, dict) else [None]
    return json.dumps(told if isinstance(told[-1], str) else value, sort_keys=True)


def latest(value: Any, *names: str) -> datetime:
    """The latest of the times in these fields, or the first that there is."""
    times = [time_of(value.get(each)) for each in names] if isinstance(value, dict) else []
    return max((each for each in times if each), default=_FIRST)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), f"a {type(value).__name__}")
