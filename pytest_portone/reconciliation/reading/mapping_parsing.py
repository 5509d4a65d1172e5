"""A mapping of plain data, checked to its end: all mistakes are told at once."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pytest_portone.reconciliation.entries import COLUMNS, REQUIRED
from pytest_portone.reconciliation.reading.mapping import (
    AMOUNTS,
    IDENTIFIERS,
    MINOR,
    UNITS,
    WORDS,
    Field,
    Mapping,
    Rule,
    Table,
    currencies,
    expectation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FIELD: dict[str, type | tuple[type, ...]] = {
    "column": str,
    "value": (str, int),
    "zone": str,
    "unit": str,
    "negative": bool,
}
_NAMES = (*COLUMNS, "where", "optional")
_TOP = {"tables": dict, "rows": list, "delimiter": str, "encoding": str}


class Parsing:
    """Goes through plain data, and writes down what is wrong with it.

    Attributes:
        problems: all that is wrong so far.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []

    def _wrong(self, where: str, received: Any, expected: str) -> None:
        self.problems.append(f"{where}: received {received!r}, expected {expected}")

    def mapping(self, value: Any, source: str) -> Mapping:
        """The mapping; of no use if there are problems."""
        if not isinstance(value, dict):
            self._wrong(source, value, "keys that name our columns, each with the merchant's column")
            return Mapping(tables={})
        self._known(value, (*_NAMES, *_TOP), source)
        for name, kind in _TOP.items():
            if name in value and (not isinstance(value[name], kind) or not value[name]):
                self._wrong(f"{source}, {name}", value[name], f"a {kind.__name__} that is not empty")
        options = {name: value[name] for name in ("delimiter", "encoding") if isinstance(value.get(name), str)}
        self._options(options, source)
        return Mapping(tables=dict(self._tables(value, source)), **options)

    def _options(self, options: dict[str, str], source: str) -> None:
        if len(options.get("delimiter", ",")) != 1:
            self._wrong(f"{source}, delimiter", options["delimiter"], "one character")
        try:
            codecs.lookup(options.get("encoding", "utf-8"))
        except (LookupError, ValueError):
            self._wrong(f"{source}, encoding", options["encoding"], "an encoding, such as utf-8 or cp949")

    def _tables(self, value: dict[str, Any], source: str) -> Iterator[tuple[str, Table]]:
        tables = value.get("tables")
        shared = {name: each for name, each in value.items() if name in COLUMNS}
        if not isinstance(tables, dict):
            yield "", self._table(value, shared, source)
            return
        if "rows" in value:
            self._wrong(f"{source}, rows", value["rows"], "either `tables` or `rows` there")
        for name, each in tables.items():
            where = f"{source}, tables.{name}"
            if isinstance(each, dict):
                self._known(each, (*_NAMES, "rows"), where)
                merged = {"where": value.get("where", {}), **each}
                yield str(name), self._table(merged, shared | _ours(each), where)
            else:
                self._wrong(where, each, "the columns of that table")

    def _table(self, value: dict[str, Any], shared: dict[str, Any], source: str) -> Table:
        rows = value.get("rows")
        if not isinstance(rows, list):
            return Table(
                rules=(self._rule(shared, {}, optional=value.get("optional", False), source=source),),
                where=self._where(value.get("where", {}), source),
            )
        return Table(
            rules=tuple(self._row(each, shared, f"{source}, rows[{index}]") for index, each in enumerate(rows)),
            where=self._where(value.get("where", {}), source),
        )

    def _row(self, value: Any, shared: dict[str, Any], source: str) -> Rule:
        if not isinstance(value, dict):
            self._wrong(source, value, "the columns of that row")
            return Rule(fields={})
        self._known(value, _NAMES, source)
        return self._rule(
            shared | _ours(value), value.get("where", {}), optional=value.get("optional", False), source=source
        )

    def _rule(self, columns: dict[str, Any], where: Any, *, optional: Any, source: str) -> Rule:
        missing = [name for name in COLUMNS if name in REQUIRED and name not in columns]
        if missing:
            self.problems.append(
                f"{source}: received no {', '.join(f'`{each}`' for each in missing)}, "
                "expected a column or a constant for each"
            )
        if not set(IDENTIFIERS).intersection(columns):
            self.problems.append(
                f"{source}: received neither `payment_id` nor `transaction_id`, expected one of them"
            )
        if not isinstance(optional, bool):
            self._wrong(f"{source}, optional", optional, "true or false")
        unit = _unit(columns.get("amount"))
        fields = {name: self._field(name, each, unit, f"{source}, {name}") for name, each in columns.items()}
        return Rule(fields=fields, where=self._where(where, source), optional=bool(optional))

    def _field(self, name: str, value: Any, unit: str, source: str) -> Field:
        details = value if isinstance(value, dict) else {"column": value}
        ours = WORDS.get(name, ())
        self._known(details, (*_allowed(name), *ours), source)
        if ("column" in details) == ("value" in details):
            self._wrong(source, value, "either a `column` or a `value`")
        for key, kind in _FIELD.items():
            if key in details and (not isinstance(details[key], kind) or details[key] == ""):
                self._wrong(f"{source}, {key}", details[key], "true or false" if kind is bool else "text")
        self._constant(name, details, source)
        self._zone(details.get("zone"), source)
        if details.get("unit", MINOR) not in UNITS:
            self._wrong(f"{source}, unit", details["unit"], "minor or major")
        words = {word: self._words(details[word], f"{source}, {word}") for word in ours if word in details}
        self._twice(words, source)
        return Field(
            column=details.get("column"),
            value=details.get("value"),
            words=words,
            zone=details.get("zone"),
            unit=details.get("unit", unit),
            negative=details.get("negative", False),
        )

    def _constant(self, name: str, details: dict[str, Any], source: str) -> None:
        if "value" not in details:
            return
        value = details["value"]
        if name in AMOUNTS and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            self._wrong(f"{source}, value", value, "an integer from 0, in the minor unit")
        if name in WORDS and value not in WORDS[name]:
            self._wrong(f"{source}, value", value, f"one of {', '.join(WORDS[name])}")
        if name == "currency" and value not in currencies():
            self._wrong(f"{source}, value", value, "a currency of ISO 4217, such as KRW")
        if name == "at":
            self._wrong(f"{source}, value", value, "a column")

    def _zone(self, zone: Any, source: str) -> None:
        try:
            if isinstance(zone, str):
                ZoneInfo(zone)
        except (ValueError, OSError, KeyError):  # that of an unknown zone is a KeyError
            self._wrong(f"{source}, zone", zone, "a time zone, such as Asia/Seoul")

    def _words(self, value: Any, source: str) -> tuple[str, ...]:
        given = value if isinstance(value, (list, tuple)) else [value]
        for each in given:
            if isinstance(each, bool) or not isinstance(each, (str, int)):
                self._wrong(source, each, "text: in quotes, where YAML would take it for something else")
        return tuple(str(each) for each in given)

    def _twice(self, words: dict[str, tuple[str, ...]], source: str) -> None:
        seen: dict[str, str] = {}
        for ours, theirs in words.items():
            for each in theirs:
                if seen.setdefault(each, ours) != ours:
                    self._wrong(source, each, f"it under one word, not under `{seen[each]}` and `{ours}`")

    def _where(self, value: Any, source: str) -> dict[str, tuple[str, ...]]:
        if not isinstance(value, dict):
            self._wrong(f"{source}, where", value, "columns, each with a value or a list of them")
            return {}
        return {str(name): self._words(each, f"{source}, where.{name}") for name, each in value.items()}

    def _known(self, value: dict[Any, Any], names: Iterable[str], source: str) -> None:
        known = list(names)
        self.problems.extend(
            f"{source}: received `{each}`, {expectation(str(each), known, 'one of ours')}"
            for each in value
            if each not in known
        )


def _ours(value: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in value.items() if name in COLUMNS}


def _unit(amount: Any) -> str:
    found = amount.get("unit", MINOR) if isinstance(amount, dict) else MINOR
    return found if found in UNITS else MINOR


def _allowed(name: str) -> tuple[str, ...]:
    special = {"time": ("zone",), "integer": ("unit", "negative"), "text": ()}
    return ("column", "value", *special[COLUMNS[name]])
