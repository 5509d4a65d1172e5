"""The words of a command line, as terms; all that is wrong with them is told."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_portone.contracts.errors import ContractError
from pytest_portone.reconciliation.entries import COLUMNS
from pytest_portone.reconciliation.terms import SEOUL, Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Value = TypeVar("Value")

_SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_TOLERANCE = re.compile(r"([A-Z]{3})=(\d+)")
_MEMORY = re.compile(r"\d+(?:\.\d+)? ?(?:[KMGT]i?B)", re.IGNORECASE)


class AskedError(ContractError):
    """Words that make no sense; every one is named."""


class Asked:
    """Reads words, and writes down what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def read(self, option: str, text: str | None, reader: Callable[[str], Value], default: Value) -> Value:
        """What an option's word means; the default where there is none, or it makes no sense.

        Args:
            option: as it is written, such as `--grace`.
            text: the word.
            reader: gives its meaning; raises `ValueError` that says what was expected.
            default: what no word means.
        """
        if text is None:
            return default
        try:
            return reader(text)
        except ValueError as error:
            self.problems.append(f"{option}: received {text!r}, expected {error}")
            return default

    def end(self) -> None:
        """Make an end.

        Raises:
            AskedError: something was wrong.
        """
        if self.problems:
            raise AskedError("\n".join(self.problems))


def terms(asked: Asked, words: Mapping[str, Any]) -> Terms:
    """The terms that options ask for.

    Args:
        asked: takes what is wrong with them.
        words: `since`, `until`, `as_of`, `grace`, `skew`, `tolerance`, `fallback` and `test_counts` of the command.
    """
    usual = Terms(as_of=datetime.now(UTC))
    return Terms(
        as_of=asked.read("--as-of", words["as_of"], moment, usual.as_of),
        since=asked.read("--since", words["since"], moment, None),
        until=asked.read("--until", words["until"], moment, None),
        grace=asked.read("--grace", words["grace"], span, usual.grace),
        skew=asked.read("--skew", words["skew"], skew, usual.skew),
        tolerance=dict(filter(None, (asked.read("--tolerance", e, tolerance, None) for e in words["tolerance"]))),
        fallbacks=_fallbacks(asked, words["fallback"]) or usual.fallbacks,
        test_counts=words["test_counts"],
    )


def _fallbacks(asked: Asked, words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    read = [asked.read("--fallback", each, columns, None) for each in words]
    return tuple(each for each in read if each is not None)


def moment(text: str) -> datetime:
    """A time with a zone, or a day, which begins as days do in Korea.

    Raises:
        ValueError: it is neither.
    """
    expected = "a day such as 2026-11-01, or a time with a zone such as 2026-11-01T00:00:00+09:00"
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return datetime.combine(date.fromisoformat(text), time(), timezone(SEOUL))
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(expected) from None
    if read.tzinfo is None:
        raise ValueError(expected)
    return read


def span(text: str) -> timedelta:
    """A length of time, such as `1h30m`.

    Raises:
        ValueError: it is none.
    """
    found = _SPAN.fullmatch(text)
    if not text or not found:
        raise ValueError("a length of time such as 90s, 10m, 1h30m or 2d")
    days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
    try:
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise ValueError("a length of time below a billion days") from None


def skew(text: str) -> timedelta | None:
    """A length of time, or None for `any`.

    Raises:
        ValueError: it is neither.
    """
    try:
        return None if text == "any" else span(text)
    except ValueError as error:
        raise ValueError(f"{error}, or any where times are not compared") from None


def tolerance(text: str) -> tuple[str, int]:
    """A currency, and so many of its minor units.

    Raises:
        ValueError: it is none.
    """
    found = _TOLERANCE.fullmatch(text)
    if not found:
        raise ValueError("a currency and so many minor units, such as KRW=1")
    return found[1], int(found[2])


def columns(text: str) -> tuple[str, ...]:
    """Names of columns, divided by commas.

    Raises:
        ValueError: there is no such column.
    """
    named = tuple(each.strip() for each in text.split(","))
    if not set(named) <= set(COLUMNS) or len(set(named)) < len(named):
        raise ValueError(f"different columns of {', '.join(COLUMNS)}, divided by commas")
    return named


def memory(text: str) -> str:
    """How much memory, as DuckDB takes it.

    Raises:
        ValueError: it is none.
    """
    if not _MEMORY.fullmatch(text):
        raise ValueError("how much memory, such as 4GB or 512MB")
    return text
