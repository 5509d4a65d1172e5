"""Both sides on one engine, with the same columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import connection, extra, kept, timed
from pytest_portone.reconciliation.entries import COLUMNS, INTEGER, REQUIRED, TEXT, TIME, Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import narwhals as nw

    Frame = nw.LazyFrame[Any]


class ColumnsError(ValueError):
    """A side whose columns are not those of `entries.COLUMNS`."""


def together(ledger: Any, portone: Any) -> tuple[Frame, Frame]:
    """Both sides as lazy frames of one engine, `at` as an integer.

    Args:
        ledger: a native frame that Narwhals knows, or entries.
        portone: the same.

    Raises:
        ColumnsError: columns are missing, or of another kind; all are listed.
    """
    frames = [_narwhals(each) for each in (ledger, portone)]
    problems = [
        f"{name}: {problem}"
        for name, frame in zip(("ledger", "portone"), frames, strict=True)
        for problem in _problems(frame)
    ]
    if problems:
        raise ColumnsError("\n".join(problems))
    mine, theirs = on_one_engine(*frames)
    return _whole(mine), _whole(theirs)


def table(entries: Iterable[Entry]) -> Any:
    """Entries as a PyArrow table with the columns of `entries.COLUMNS`."""
    pyarrow = extra("pyarrow")
    types = {TEXT: pyarrow.string(), INTEGER: pyarrow.int64(), TIME: pyarrow.timestamp("us", "UTC")}
    schema = pyarrow.schema({name: types[kind] for name, kind in COLUMNS.items()})
    rows = [{name: getattr(each, name) for name in COLUMNS} for each in entries]
    return pyarrow.Table.from_pylist(rows, schema=schema)


def _narwhals(side: Any) -> Frame:
    nw = extra("narwhals")
    frame = nw.from_native(table(side) if isinstance(side, list | tuple) else side)
    if frame.implementation.is_pandas():  # its own integers know no null
        frame = nw.from_native(frame.to_native().convert_dtypes(dtype_backend="pyarrow"))
    if frame.implementation.is_pyarrow():  # what is in memory already is with Polars ten times as fast as with DuckDB
        frame = nw.from_native(extra("polars").from_arrow(frame.to_native()))
    return frame.lazy()  # type: ignore[no-any-return]


def _problems(frame: Frame) -> list[str]:
    nw = extra("narwhals")
    schema = frame.collect_schema()
    kinds: dict[str, Callable[[Any], bool]] = {
        TEXT: lambda dtype: dtype in (nw.String, nw.Unknown),
        INTEGER: lambda dtype: dtype.is_integer(),
        TIME: lambda dtype: isinstance(dtype, nw.Datetime) and dtype.time_zone is not None,
    }
    words = {TEXT: "text", INTEGER: "integers (minor units)", TIME: "times with a zone"}
    missing = [
        f"no column {each}, expected {words[COLUMNS[each]]}" for each in COLUMNS if each in REQUIRED - {*schema}
    ]
    wrong = [
        f"received {name} as {schema[name]}, expected {words[kind]}"
        for name, kind in COLUMNS.items()
        if name in schema and not kinds[kind](schema[name])
    ]
    return missing + wrong


def on_one_engine(ledger: Frame, portone: Frame) -> tuple[Frame, Frame]:
    """Two frames on the engine of one of them; DuckDB's, where it is neither Spark's nor the same for both."""
    engines = {str(each.implementation) for each in (ledger, portone)}
    if len(engines) == 1 and engines != {"duckdb"}:
        return ledger, portone
    if "pyspark" in engines:
        session = (
            next(each for each in (ledger, portone) if str(each.implementation) == "pyspark").to_native().sparkSession
        )
        return _in_spark(ledger, session), _in_spark(portone, session)
    relations = [each.to_native() for each in (ledger, portone) if each.implementation.is_duckdb()]
    held = relations[0]._con if relations else connection()  # noqa: SLF001 - a relation has no other way to it
    return _in_duckdb(ledger, held), _in_duckdb(portone, held)


def _in_duckdb(frame: Frame, held: Any) -> Frame:
    """The same rows in a DuckDB connection: DuckDB joins no relations of two."""
    nw = extra("narwhals")
    native = frame.to_native()
    if frame.implementation.is_duckdb():
        if native._con == held:  # noqa: SLF001 - a relation has no other way to its connection
            return frame
        arrow = native.to_arrow_reader()
    else:
        arrow = frame.collect("pyarrow").to_arrow()
    return kept(nw.from_native(held.from_arrow(arrow)))


def _in_spark(frame: Frame, session: Any) -> Frame:
    if frame.implementation.is_pyspark():
        return frame
    nw = extra("narwhals")
    return nw.from_native(session.createDataFrame(frame.collect("pyarrow").to_arrow()))  # type: ignore[no-any-return]


def _whole(frame: Frame) -> Frame:
    """All columns, those that a side does not have as nulls; times as integers."""
    nw = extra("narwhals")
    types = {TEXT: nw.String, INTEGER: nw.Int64, TIME: nw.Datetime("us", "UTC")}
    present = set(frame.collect_schema())
    told = frame.select(
        *(
            (nw.col(name) if name in present else nw.lit(None)).cast(types[kind]).alias(name)
            if kind != TIME
            else (nw.col(name) if name in present else nw.lit(None).cast(types[kind])).alias(name)
            for name, kind in COLUMNS.items()
        )
    )
    return timed(told)
