"""Objects of Python: rows as `Entry`, dictionaries, dataclasses, or objects of an ORM."""

from __future__ import annotations

import csv
import math
import tempfile
from collections.abc import Mapping as Dictionary
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import extra
from pytest_portone.reconciliation.entries import COLUMNS
from pytest_portone.reconciliation.reading.files import CsvFile, csv_part, fitting
from pytest_portone.reconciliation.reading.normalising import FILE, ROW, normalised
from pytest_portone.reconciliation.reading.parts import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pytest_portone.reconciliation.reading.mapping import Mapping, Table

FEW = 10_000
"""Rows that are read in memory: there is more work in asking a database than in reading them."""


def read(objects: Iterable[Any], mapping: Mapping | None, connected: Callable[[], Any], label: str) -> Part:
    """Read objects one by one, so that they need not fit into memory.

    Args:
        objects: what they tell is what is under a key, or an attribute.
        mapping: what the keys or attributes mean; None where they are named as in `entries.COLUMNS`.
        connected: gives a connection of DuckDB, where there are many.
        label: what they are called where a row is named.

    Raises:
        MappingError: the mapping does not fit the first of them.
    """
    iterator = iter(objects)
    first = [*_first(iterator)]
    table = fitting(mapping, label, _names(first, mapping, label), label)
    names = table.columns()
    values = ([_value(each, name) for name in names] for each in chain(first, iterator))
    few = [*islice(values, FEW + 1)]
    if len(few) > FEW:
        return spooled(chain(few, values), names, table, connected(), label)
    return _in_memory(few, names, table, label)


def _in_memory(rows: Sequence[Sequence[Any]], names: Sequence[str], table: Table, label: str) -> Part:
    pl = extra("polars")
    columns = {name: [_encodable(written(row[place])) for row in rows] for place, name in enumerate(names)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)).with_row_index(ROW, offset=1)
    return Part(normalised(frame.lazy().with_columns(pl.lit(label).alias(FILE)), table).collect().lazy(), label)


def _encodable(text: str) -> str:
    """Text, where half a surrogate pair is told as what it is."""
    return text.encode(errors="backslashreplace").decode()


def _first(iterator: Any) -> Iterable[Any]:
    for each in iterator:
        yield each
        return


def _names(first: list[Any], mapping: Mapping | None, label: str) -> list[str]:
    wanted = COLUMNS if mapping is None else mapping.table(label).columns()
    if not first:
        return [*wanted]
    told = [*first[0]] if isinstance(first[0], Dictionary) else [*getattr(first[0], "__dict__", ())]
    public = [each for each in told if isinstance(each, str) and not each.startswith("_")]
    return [*dict.fromkeys((*public, *(each for each in wanted if _has(first[0], each))))]


def _has(row: Any, name: str) -> bool:
    return name in row if isinstance(row, Dictionary) else hasattr(row, name)


def _value(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, Dictionary) else getattr(row, name, None)


def spooled(rows: Iterable[Sequence[Any]], names: Sequence[str], table: Table, connection: Any, label: str) -> Part:
    """Rows of values by way of a file on disk, of which nothing is taken before all of them are there.

    Args:
        rows: each with a value for every name.
        names: of the columns.
        table: the rules.
        connection: of DuckDB.
        label: what they are called where a row is named.
    """
    with tempfile.TemporaryDirectory(prefix="portone-") as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
            writer.writerow(names)
            writer.writerows([written(value) for value in row] for row in rows)
        return csv_part(connection, [CsvFile(path, delimiter=",", label=label, first=0)], table, label)


def written(value: Any) -> str:
    """A value as text, from which it can be read again exactly; a float that is no whole number says what it is."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, Enum):
        return written(value.value)
    if isinstance(value, (bool, int)):
        return str(value).lower()
    if isinstance(value, float):
        return _of_float(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return "" if _missing(value) else str(value)


def _of_float(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() else f"{value!r} (a float)"


def _missing(value: Any) -> bool:
    """Whether it is what a library has for nothing, such as pandas' NaT and NA."""
    return type(value).__name__ in {"NaTType", "NAType"}
