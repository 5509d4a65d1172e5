"""The merchant's rows as rows of a side: one set of expressions for every engine.

Nothing is raised for a row: what can't be read has its reasons in the column `REASON`, and all else is as in
`entries.COLUMNS`.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.currencies import minor_digits
from pytest_portone.reconciliation.backends import extra
from pytest_portone.reconciliation.entries import COLUMNS, REQUIRED, SETTLEMENT
from pytest_portone.reconciliation.reading.instants import TEXT, Times, instants
from pytest_portone.reconciliation.reading.mapping import (
    AMOUNTS,
    IDENTIFIERS,
    MAJOR,
    WORDS,
    Field,
    Rule,
    Table,
    currencies,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE, ROW, REASON = "portone__file", "portone__row", "portone__reason"
"""The columns that tell where a row stands, if a frame has them, and why it can't be read."""
_NOTHING = r"^[+-]?0*(\.0*)?$"
_LONGEST = 18
"""Digits that surely fit into 64 bits."""


def normalised(frame: Any, table: Table) -> Any:
    """A lazy frame of Narwhals with the columns of a side, `REASON`, and `FILE` and `ROW` as far as they were there.

    Args:
        frame: a native one of DuckDB, Polars or Spark, with all columns that the rules read.
        table: the rules.
    """
    nw = extra("narwhals")
    rows = nw.from_native(frame).lazy()
    if table.where:
        rows = rows.filter(_matches(rows, table.where))
    parts = [_ruled(rows, each) for each in table.rules]
    if all(each.where for each in table.rules):
        parts.append(_left_over(rows, table))
    return nw.concat(parts) if len(parts) > 1 else parts[0]


def _ruled(rows: Any, rule: Rule) -> Any:
    nw = extra("narwhals")
    if rule.where:
        rows = rows.filter(_matches(rows, rule.where))
    schema = rows.collect_schema()
    fields = _with_status(rule.fields)
    rows = rows.with_columns(
        **{_text(name): _received(name, each, schema) for name, each in fields.items() if each.column}
    )
    if rule.optional and fields["amount"].column:
        received = nw.col(_text("amount"))
        rows = rows.filter(~received.is_null(), ~received.cast(nw.String).str.contains(_NOTHING))
    rows = _timed(rows, fields.get("at"), schema)
    rows = rows.with_columns(**{_value("currency"): _currency(fields["currency"])})
    values = {name: _read(name, fields.get(name), schema) for name in COLUMNS}
    kept = [*_places(schema), *(_text(name) for name, each in fields.items() if each.column)]
    rows = rows.select(*kept, **values)
    return rows.with_columns(**{REASON: _reasons(fields)}).select(*COLUMNS, *_places(schema), REASON)


def _left_over(rows: Any, table: Table) -> Any:
    """The rows that no rule is for: a word that nobody thought of must not go unseen."""
    nw = extra("narwhals")
    taken = [_matches(rows, each.where).fill_null(value=False) for each in table.rules]
    schema = rows.collect_schema()
    columns = tuple(dict.fromkeys(name for each in table.rules for name in each.where))
    received = [
        _concatenated(nw.lit("`"), _as_text(name, schema).fill_null(""), nw.lit(f"` in `{name}`")) for name in columns
    ]
    told = nw.concat_str(received, separator=", ")
    reason = _concatenated(nw.lit("received "), told, nw.lit(", expected a row that a rule is for"))
    rest = rows.filter(~nw.any_horizontal(*taken, ignore_nulls=True))
    rest = _timed(rest, None, schema)
    empty = {name: _read(name, None, schema) for name in COLUMNS}
    return rest.select(**empty, **{each: nw.col(each) for each in _places(schema)}, **{REASON: reason})


def _with_status(fields: Mapping[str, Field]) -> dict[str, Field]:
    """Where no column says it otherwise, the status is the word that the state is read from."""
    state = fields["state"].column
    return {**({"status": Field(column=state)} if state else {}), **fields}


def _places(schema: Any) -> list[str]:
    return [each for each in (FILE, ROW) if each in schema]


def _text(name: str) -> str:
    return f"portone__received_{name}"


def _value(name: str) -> str:
    return f"portone__read_{name}"


def _matches(rows: Any, where: Mapping[str, tuple[str, ...]]) -> Any:
    schema = rows.collect_schema()
    conditions = [_as_text(name, schema).is_in(list(values)) for name, values in where.items()]
    return extra("narwhals").all_horizontal(*conditions, ignore_nulls=False)


def _as_text(name: str, schema: Any) -> Any:
    """A column as text without spaces around it; null where there is none."""
    nw = extra("narwhals")
    kind, column = schema[name], nw.col(name)
    if kind.is_float():
        return _of_float(column)
    text = column if kind == nw.String else column.cast(nw.String)
    spaced = text.str.starts_with(" ") | text.str.ends_with(" ")  # stripping all would be what takes longest
    stripped = nw.when(spaced).then(text.str.strip_chars()).otherwise(text)
    return nw.when(stripped != "").then(stripped)


def _of_float(column: Any) -> Any:
    """A whole number as such; any other says that it is a float, and so is no amount."""
    nw = extra("narwhals")
    whole = column.is_finite() & (column == column.round(0)) & (column.abs() < 2.0**53)
    number = nw.when(whole).then(column).otherwise(None).cast(nw.Int64).cast(nw.String)
    marked = nw.concat_str([column.cast(nw.String), nw.lit(" (a float)")])
    return nw.when(whole).then(number).otherwise(nw.when(~column.is_nan()).then(marked))


def _received(name: str, field: Field, schema: Any) -> Any:
    """What stands in a column: as text, but for whole numbers that are amounts already."""
    nw = extra("narwhals")
    assert field.column is not None  # noqa: S101 - the caller leaves constants out
    kind = schema[field.column]
    if name in AMOUNTS and field.unit != MAJOR and kind in _small_integers():
        return nw.col(field.column).cast(nw.Int64)
    text = _as_text(field.column, schema)
    if name in AMOUNTS and kind.is_decimal():
        return text.str.replace_all(r"^0E-?[0-9]+$", "0")  # so Spark writes a zero of many places
    if name == "currency":
        return text.str.to_uppercase()
    return text


def _small_integers() -> tuple[Any, ...]:
    nw = extra("narwhals")
    return nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32


def _timed(rows: Any, field: Field | None, schema: Any) -> Any:
    nw = extra("narwhals")
    if field is None or field.column is None:
        return _with_moments(rows, Times("", _value("at"), "none"))
    kind, zone = schema[field.column], field.zone or ""
    if isinstance(kind, nw.Datetime):
        times = Times(field.column, _value("at"), "zoned" if kind.time_zone else "naive", zone)
    elif kind == nw.Date:
        times = Times(field.column, _value("at"), "naive", zone)
    else:
        text = nw.col(_text("at"))
        rows = rows.with_columns(**{_value("time"): nw.when(text.str.contains(TEXT)).then(text)})
        times = Times(_value("time"), _value("at"), "text", zone)
    return _with_moments(rows, times)


def _with_moments(rows: Any, times: Times) -> Any:
    return extra("narwhals").from_native(instants(rows.to_native(), times)).lazy()


def _currency(field: Field) -> Any:
    nw = extra("narwhals")
    if field.column is None:
        return nw.lit(field.value)
    received = nw.col(_text("currency"))
    return nw.when(received.is_in(list(currencies()))).then(received)


def _read(name: str, field: Field | None, schema: Any) -> Any:
    nw = extra("narwhals")
    if name == "at":
        return nw.col(_value(name))
    if field is None:
        return nw.lit(None, dtype=_kind(name))
    if field.column is None:
        return nw.lit(field.value, dtype=_kind(name))
    received = nw.col(_text(name))
    if name in AMOUNTS:
        return _amount(received, field, schema)
    if name == "currency":
        return nw.col(_value(name))
    return _worded(received, field, WORDS[name]) if name in WORDS else received


def _kind(name: str) -> Any:
    nw = extra("narwhals")
    return {"text": nw.String, "integer": nw.Int64}[COLUMNS[name]]


def _worded(received: Any, field: Field, ours: tuple[str, ...]) -> Any:
    nw = extra("narwhals")
    words = field.words or {each: (each,) for each in ours}
    return _first([(received.is_in(list(theirs)), nw.lit(word)) for word, theirs in words.items()])


def _first(choices: list[tuple[Any, Any]]) -> Any:
    """The value of the first condition that holds."""
    nw = extra("narwhals")
    chain = nw.lit(None)
    for condition, value in reversed(choices):
        chain = nw.when(condition).then(value).otherwise(chain)
    return chain


def _amount(received: Any, field: Field, schema: Any) -> Any:
    nw = extra("narwhals")
    if field.unit != MAJOR:
        value = received if schema[field.column] in _small_integers() else _scaled(received, 0)
    else:
        currency = nw.col(_value("currency"))
        value = _first([(currency.is_in(codes), _scaled(received, digits)) for digits, codes in _by_digits()])
    return value * -1 if field.negative else value


def _by_digits() -> list[tuple[int, list[str]]]:
    digits = {each: minor_digits(each) or 0 for each in currencies()}
    ordered = sorted(digits, key=lambda each: (digits[each], each))
    return [(count, [*codes]) for count, codes in groupby(ordered, digits.__getitem__)]


def _scaled(text: Any, digits: int) -> Any:
    """A decimal with its point moved to the right, exactly; null where that is no integer."""
    nw = extra("narwhals")
    shape = rf"^[+-]?[0-9]{{1,{_LONGEST - digits}}}(\.[0-9]{{0,{digits}}}0*)?$"
    fine = nw.when(text.str.contains(shape)).then(text)
    whole = fine.str.replace_all(r"\..*$", "")
    if not digits:
        return whole.cast(nw.Int64)
    places = nw.concat_str([fine.str.replace_all(r"^[^.]*\.?", ""), nw.lit("0" * digits)]).str.head(digits)
    return nw.concat_str([whole, places]).cast(nw.Int64)


def _reasons(fields: Mapping[str, Field]) -> Any:
    nw = extra("narwhals")
    checks = [check for name, each in fields.items() if each.column for check in _checks(name, each)]
    checks.append(_nameless(fields))
    bad = nw.any_horizontal(*(condition for condition, _ in checks), ignore_nulls=True)
    told = [nw.when(condition).then(reason) for condition, reason in checks]
    return nw.when(bad).then(nw.concat_str(told, separator="; ", ignore_nulls=True))


def _checks(name: str, field: Field) -> list[tuple[Any, Any]]:
    """Conditions under which a column can't be read, each with the reason."""
    nw = extra("narwhals")
    received, value = nw.col(_text(name)), nw.col(name)
    expected = _expected(name, field)
    checks = []
    if expected:
        reason = _concatenated(
            nw.lit(f"{name}: received `"), received.cast(nw.String), nw.lit(f"`, expected {expected}")
        )
        checks.append((~received.is_null() & value.is_null(), reason))
        if name in AMOUNTS:
            checks.append((value < 0, reason))
    if name in REQUIRED:
        absent = nw.lit(f"{name}: received nothing in `{field.column}`, expected {expected}")
        checks.append((received.is_null(), absent))
    return checks


def _nameless(fields: Mapping[str, Field]) -> tuple[Any, Any]:
    nw = extra("narwhals")
    names = [f"`{fields[each].column}`" for each in IDENTIFIERS if each in fields]
    reason = nw.lit(f"received nothing in {' and '.join(names)}, expected the id of a payment or of a transaction")
    none = nw.all_horizontal(*(nw.col(each).is_null() for each in IDENTIFIERS), ignore_nulls=False)
    paid_out = (nw.col("kind") == SETTLEMENT) & ~nw.col("entry_id").is_null()
    return none & ~paid_out.fill_null(value=False), reason


def _expected(name: str, field: Field) -> str:
    """What may stand in a column; empty where anything may."""
    if name in AMOUNTS:
        sign = "below or equal to 0" if field.negative else "from 0"
        if field.unit == MAJOR:
            return f"a decimal {sign} with no more places than its currency has"
        return f"an integer {sign}, in the minor unit"
    if name in WORDS:
        words = field.words or {each: (each,) for each in WORDS[name]}
        return f"one of {', '.join(each for theirs in words.values() for each in theirs)}"
    zone = "" if field.zone else " with a zone, as the mapping names none"
    return {"currency": "a currency of ISO 4217", "at": f"a time of ISO 8601{zone}"}.get(name, "")


def _concatenated(*parts: Any) -> Any:
    return extra("narwhals").concat_str(list(parts))
