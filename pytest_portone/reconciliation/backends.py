"""What differs between the engines that hold the rows: DuckDB, Polars, pandas, PyArrow, Spark.

All else is one set of Narwhals expressions. A row of `ENGINES` says how an engine reads a time as a number, and how
it keeps a result, so that it is not computed twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import narwhals as nw


_SCRATCH = "portone_scratch"
_FEW = 1_000_000
"""Rows that fit into memory, whatever machine it is."""


def connection(memory_limit: str = "", temporary: Path | str = "") -> Any:
    """An embedded DuckDB of its own, in memory, whose days and times are UTC's.

    Args:
        memory_limit: such as `4GB`; what does not fit is spilled to disk. DuckDB's default is 80 % of the machine's.
        temporary: a folder for what is spilled.

    Raises:
        MissingExtraError: the extra `reconcile` is not installed.
    """
    options = {"memory_limit": memory_limit, "temp_directory": str(temporary), "preserve_insertion_order": "false"}
    made = extra("duckdb").connect(config={name: value for name, value in options.items() if value})
    made.execute("SET TimeZone = 'UTC'")
    return made


def extra(name: str) -> Any:
    """A module of the extra `reconcile`.

    Raises:
        MissingExtraError: it is not installed.
    """
    from importlib import import_module

    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        from pytest_portone.server import MissingExtraError

        raise MissingExtraError(str(error.name), "reconcile") from error


@dataclass(frozen=True, slots=True)
class Engine:
    """How one engine does what Narwhals does not say.

    Attributes:
        timed: gives a native frame whose column `at` is microseconds since 1970 (UTC).
        kept: gives a native frame whose result is there.
    """

    timed: Callable[[Any], Any]
    kept: Callable[[Any], Any]


def engine_of(frame: nw.LazyFrame[Any]) -> Engine:
    """How a frame's engine does it."""
    return ENGINES.get(str(frame.implementation), _EAGER)


def timed(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """A frame whose column `at` is microseconds since 1970 (UTC)."""
    return _again(frame, engine_of(frame).timed)


def kept(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """A frame whose result is there, wherever its engine keeps it: computed once, read as often as wanted."""
    return _again(frame, engine_of(frame).kept)


def tidy(frame: nw.LazyFrame[Any]) -> None:
    """Drop what was kept beside the user's tables, in the connection of a DuckDB frame."""
    if frame.implementation.is_duckdb():
        frame.to_native()._con.execute(f"DETACH DATABASE IF EXISTS {_SCRATCH}")  # noqa: SLF001 - as below


def near(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """A frame that is there: with Polars, in memory, if it has few rows, for which all other engines take longer."""
    there = kept(frame)
    if there.implementation.is_polars() or count(there) > _FEW:
        return there
    return extra("narwhals").from_native(there.collect("polars").to_native().lazy())  # type: ignore[no-any-return]


def is_empty(frame: nw.LazyFrame[Any]) -> bool:
    """Whether a frame has no rows."""
    return not len(frame.head(1).collect())


def count(frame: nw.LazyFrame[Any]) -> int:
    """How many rows a frame has."""
    return int(dicts(frame.select(extra("narwhals").len().alias("rows")))[0]["rows"])


def dicts(frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    """The rows of a frame, in memory."""
    return frame.collect("pyarrow").to_arrow().to_pylist()  # type: ignore[no-any-return]


def integers(frame: nw.LazyFrame[Any], columns: Iterable[str]) -> nw.LazyFrame[Any]:
    """A frame whose sums are 64-bit integers: some engines widen them."""
    nw = extra("narwhals")
    return frame.with_columns(*(nw.col(each).cast(nw.Int64) for each in columns))


def _again(frame: nw.LazyFrame[Any], change: Callable[[Any], Any]) -> nw.LazyFrame[Any]:
    return extra("narwhals").from_native(change(frame.to_native())).lazy()  # type: ignore[no-any-return]


def _duckdb_timed(relation: Any) -> Any:
    return relation.project('* REPLACE (epoch_us("at") AS "at")')


def _duckdb_kept(relation: Any) -> Any:
    """A table beside the user's database, which may be a file, or only to be read."""
    held = relation._con  # noqa: SLF001 - a relation has no other way to its connection
    held.execute(f"ATTACH IF NOT EXISTS ':memory:' AS {_SCRATCH} (READ_WRITE)")
    name = f"{_SCRATCH}.main.kept_{token_hex(8)}"
    relation.create(name)
    return held.table(name)


def _narwhals_timed(frame: Any) -> Any:
    nw = extra("narwhals")
    return nw.from_native(frame).with_columns(nw.col("at").dt.timestamp("us")).to_native()


def _polars_kept(frame: Any) -> Any:
    return frame.lazy().collect().lazy()


def _spark_timed(frame: Any) -> Any:
    functions = extra("pyspark.sql.functions")

    return frame.withColumn("at", functions.unix_micros("at"))


def _spark_kept(frame: Any) -> Any:
    """Checkpointed: a plan that only grows is analysed anew at every step."""
    return frame.localCheckpoint()


_EAGER = Engine(_narwhals_timed, lambda frame: frame)
ENGINES = {
    "duckdb": Engine(_duckdb_timed, _duckdb_kept),
    "polars": Engine(_narwhals_timed, _polars_kept),
    "pyspark": Engine(_spark_timed, _spark_kept),
}
"""By the name of Narwhals' implementation; the others hold their results anyway."""
