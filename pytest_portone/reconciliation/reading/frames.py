"""Frames of any library that Narwhals knows.

Those of DuckDB, Polars and Spark stay where they are. Others are in memory, where DuckDB reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import extra
from pytest_portone.reconciliation.reading.files import fitting
from pytest_portone.reconciliation.reading.instants import quoted
from pytest_portone.reconciliation.reading.normalising import ROW, normalised
from pytest_portone.reconciliation.reading.parts import Part, held, told, unique
from pytest_portone.reconciliation.reading.rows import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.reconciliation.reading.mapping import Mapping, Table


def is_frame(value: Any) -> bool:
    """Whether Narwhals knows it as a frame."""
    nw = extra("narwhals")
    return isinstance(nw.from_native(value, pass_through=True), (nw.DataFrame, nw.LazyFrame))


def read(frame: Any, mapping: Mapping | None, connection: Any, label: str) -> Part:
    """Read a frame.

    Args:
        frame: of any library that Narwhals knows.
        mapping: what the columns mean; None where they are named as in `entries.COLUMNS`.
        connection: of DuckDB, for those that are in memory.
        label: what it is called where a row is named.

    Raises:
        MappingError: the mapping does not fit the columns.
    """
    nw = extra("narwhals")
    known = nw.from_native(frame)
    table = fitting(mapping, label, known.collect_schema().names(), label)
    reader = _READERS.get(str(known.implementation), _of_memory)
    return Part(reader(known.select(*table.columns()), table, connection, label), label)


def _of_duckdb(frame: Any, table: Table, _connection: Any, _label: str) -> Any:
    return normalised(frame.to_native(), table)


def _of_polars(frame: Any, table: Table, _connection: Any, _label: str) -> Any:
    nw = extra("narwhals")
    native = frame.to_native()
    rows = normalised(native.lazy().with_row_index(ROW, offset=1), table)
    return rows if isinstance(frame, nw.LazyFrame) else rows.collect().lazy()


def _of_memory(frame: Any, table: Table, connection: Any, label: str) -> Any:
    nw = extra("narwhals")
    eager = frame.collect(backend="pyarrow") if isinstance(frame, nw.LazyFrame) else frame
    native = _without_objects(eager.to_native()) if eager.implementation.is_pandas() else eager.to_arrow()
    view = unique("frame")
    connection.register(view, native)
    try:
        with told(label):
            named = [*(quoted(each) for each in table.columns()), f"row_number() OVER () AS {ROW}"]
            relation = connection.sql(f"SELECT {', '.join(named)} FROM {view}")  # noqa: S608 - quoted names
            return held(connection, normalised(relation, table))
    finally:
        connection.unregister(view)


def _without_objects(frame: Any) -> Any:
    """Each value of a column of objects as text: DuckDB would take the kind of the first thousand for that of all."""
    objects = [name for name, kind in frame.dtypes.items() if kind.kind == "O" and kind.name == "object"]
    return frame.assign(**{name: frame[name].map(written).astype("str") for name in objects})


_READERS: dict[str, Callable[[Any, Table, Any, str], Any]] = {
    "duckdb": _of_duckdb,
    "polars": _of_polars,
    "pyspark": _of_duckdb,
}
"""By the name of Narwhals' implementation."""
