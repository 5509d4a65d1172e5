"""Rows as a table of PyArrow, with the columns of `entries.COLUMNS`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import extra
from pytest_portone.reconciliation.entries import COLUMNS, INTEGER, REQUIRED, TEXT, TIME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_portone.reconciliation.entries import Entry


def schema() -> Any:
    """The columns: texts, 64-bit integers, and times in microseconds of UTC.

    Raises:
        MissingExtraError: PyArrow is not installed.
    """
    pa = extra("pyarrow")
    types = {TEXT: pa.string(), INTEGER: pa.int64(), TIME: pa.timestamp("us", tz="UTC")}
    return pa.schema([pa.field(name, types[kind], nullable=name not in REQUIRED) for name, kind in COLUMNS.items()])


def table(entries: Iterable[Entry]) -> Any:
    """A `pyarrow.Table` of rows, in their order; with its columns also where there is no row.

    Args:
        entries: their times have a zone, and their amounts fit into 64 bits.

    Raises:
        MissingExtraError: PyArrow is not installed.
    """
    found = [*entries]
    columns = {name: [getattr(each, name) for each in found] for name in COLUMNS}
    return extra("pyarrow").table(columns, schema=schema())
