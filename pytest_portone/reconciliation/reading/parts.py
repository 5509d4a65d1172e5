"""What was read of one table, and a side made of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import extra
from pytest_portone.reconciliation.entries import COLUMNS
from pytest_portone.reconciliation.reading.normalising import FILE, REASON, ROW
from pytest_portone.reconciliation.reconciliation import Aside
from pytest_portone.reconciliation.sides import Side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEPT = 100
"""Of how many rows that can't be read the reason is kept."""


class SourceError(ValueError):
    """A source that can't be read at all: none of it was taken."""

    def __init__(self, source: str, received: str, expected: str) -> None:
        super().__init__(f"{source}: received {received}, expected {expected}")


@dataclass(frozen=True, slots=True)
class Part:
    """What was read of one table.

    Attributes:
        rows: a frame of `normalising.normalised`.
        label: what it is called where a row is named.
        rejected: the first rows that its format did not even let through: where, and why.
        unread: how many these are.
    """

    rows: Any
    label: str
    rejected: tuple[tuple[str, str], ...] = ()
    unread: int = 0


def side(name: str, parts: Sequence[Part]) -> Side:
    """One side of what was read of its tables.

    Raises:
        SourceError: a source can't be read to its end.
    """
    nw = extra("narwhals")
    good = [_good(each) for each in parts]
    bad = [found for each in parts for found in _bad(each)]
    asides = [(source, reason) for each in parts for source, reason in each.rejected] + bad
    unread = sum(each.unread + _count(each) for each in parts)
    frame = nw.concat(good) if len(good) > 1 else good[0]
    return Side(frame.to_native(), tuple(Aside(name, *each) for each in asides[:KEPT]), unread)


def _good(part: Part) -> Any:
    nw = extra("narwhals")
    place = _place(part)
    source = nw.when(nw.col("source").is_null()).then(place).otherwise(nw.col("source"))
    rows = part.rows.filter(nw.col(REASON).is_null())
    return rows.select(**{name: source if name == "source" else nw.col(name) for name in COLUMNS})


def _bad(part: Part) -> list[tuple[str, str]]:
    nw = extra("narwhals")
    rows = part.rows.filter(~nw.col(REASON).is_null())
    order = [each for each in (FILE, ROW) if each in part.rows.collect_schema()]
    rows = rows.sort(*order) if order else rows
    name = nw.lit(None, dtype=nw.String) if ROW in order else nw.col("payment_id")
    found = _collected(part, rows.head(KEPT).select(place=_place(part), name=name, reason=nw.col(REASON)))
    return [(place if name is None else f"{place}, {name}", reason) for place, name, reason in found]


def _count(part: Part) -> int:
    nw = extra("narwhals")
    rows = part.rows.filter(~nw.col(REASON).is_null())
    return int(_collected(part, rows.select(nw.len()))[0][0])


def _collected(part: Part, rows: Any) -> list[tuple[Any, ...]]:
    with told(part.label):
        native = rows.to_native()
        if hasattr(native, "fetchall"):
            return native.fetchall()  # type: ignore[no-any-return]
        return [*rows.collect().iter_rows()]


def _place(part: Part) -> Any:
    nw = extra("narwhals")
    schema = part.rows.collect_schema()
    file = nw.col(FILE) if FILE in schema else nw.lit(part.label)
    if ROW not in schema:
        return file
    return nw.concat_str([file, nw.lit(", row "), nw.col(ROW).cast(nw.String)])


@contextmanager
def told(source: str) -> Iterator[None]:
    """Whatever DuckDB can't read is a `SourceError`."""
    duckdb = extra("duckdb")
    try:
        yield
    except duckdb.Error as error:
        first = str(error).strip().splitlines()[0]
        raise SourceError(source, f"what can't be read ({first})", "a source that is whole") from error


def held(connection: Any, rows: Any) -> Any:
    """A lazy frame of Narwhals, read now, in its order, as a table of a DuckDB connection."""
    table = unique("held")
    kept_order = connection.execute("SELECT current_setting('preserve_insertion_order')").fetchone()[0]
    connection.execute("SET preserve_insertion_order = true")
    try:
        connection.execute(f"CREATE TEMP TABLE {table} AS {rows.to_native().sql_query()}")
    finally:
        connection.execute(f"SET preserve_insertion_order = {kept_order}")
    return extra("narwhals").from_native(connection.table(table)).lazy()


def unique(what: str) -> str:
    """A name that no table of a connection has."""
    return f"portone_{what}_{token_hex(8)}"
