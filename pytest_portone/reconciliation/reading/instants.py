"""Times as moments of UTC: what Narwhals has no expression for, said for each engine.

A time is a text of ISO 8601, or what the engine takes for a time. One without a zone is of the zone that is given,
and is none where no zone is given; one that a clock there never showed, or that no calendar has, is none either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pytest_portone.reconciliation.backends import extra

if TYPE_CHECKING:
    from collections.abc import Callable

_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?"
_OFFSET = r" ?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
TEXT = rf"^[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}([T ]{_CLOCK}{_OFFSET}?)?$"
"""What a text has to look like; it may name a day that is none yet."""
_ZONED = rf":[0-9]{{2}}(\.[0-9]+)?{_OFFSET}$"
_MODERN = "1990"
_PARTS = r"^(.{10})[T ]?([0-9]{2}:[0-9]{2})?(:[0-9]{2})?(?:\.([0-9]+))? ?(Z|[+-][0-9]{2}:?(?:[0-9]{2})?)?$"


@dataclass(frozen=True, slots=True)
class Times:
    """A column of times.

    Attributes:
        column: its name.
        to: the name of the column of moments that is added.
        kind: `text` like `TEXT`, `zoned` for moments, `naive` for times and days without a zone, `none` where
            there is no such column.
        zone: of those without one; empty for none.
    """

    column: str
    to: str
    kind: str
    zone: str = ""


def instants(frame: Any, times: Times) -> Any:
    """A frame with the moments of a column, in microseconds of UTC, as one more column.

    Args:
        frame: a native one of DuckDB, Polars or Spark.
        times: which column.
    """
    return _ENGINES[type(frame).__module__.split(".")[0]](frame, times)


def _duckdb(relation: Any, times: Times) -> Any:
    column = quoted(times.column)
    naive = _duckdb_naive(f"TRY_CAST({column} AS TIMESTAMP)", times.zone)
    kinds = {
        "zoned": f"CAST({column} AS TIMESTAMPTZ)",
        "naive": naive,
        "text": _duckdb_text(column, naive, times.zone),
        "none": _duckdb_naive("", ""),
    }
    return relation.project(f"*, {kinds[times.kind]} AS {quoted(times.to)}")


def _duckdb_naive(time: str, zone: str) -> str:
    if not zone:
        return "CAST(NULL AS TIMESTAMPTZ)"
    moment = f"timezone('{zone}', {time})"
    return f"CASE WHEN timezone('{zone}', {moment}) = {time} THEN {moment} END"


def _duckdb_text(column: str, naive: str, zone: str) -> str:
    close = f"TRY_CAST(regexp_replace({column}, ' ([Z+-])', '\\1') AS TIMESTAMPTZ)"
    offset = _steady(zone)
    modern = f"length({column}) > 10 AND {column} >= '{_MODERN}'"
    quick = f"WHEN {modern} THEN TRY_CAST({column} || '{offset}' AS TIMESTAMPTZ) "
    return f"CASE WHEN regexp_matches({column}, '{_ZONED}') THEN {close} {quick if offset else ''}ELSE {naive} END"


@cache
def _steady(zone: str) -> str:
    """The offset of a zone whose clocks have never been changed since `_MODERN`: it is much faster to read by it."""
    if not zone:
        return ""
    months = (datetime(year, month, 1) for year in range(int(_MODERN), 2038) for month in range(1, 13))  # noqa: DTZ001
    offsets = {each.replace(tzinfo=ZoneInfo(zone)).isoformat()[19:] for each in months}
    return offsets.pop() if len(offsets) == 1 else ""


def quoted(name: str) -> str:
    """A name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def _polars(frame: Any, times: Times) -> Any:
    pl = extra("polars")
    column = pl.col(times.column)
    if times.kind == "none":
        moment = pl.lit(None)
    elif times.kind == "zoned":
        moment = column.dt.convert_time_zone("UTC")
    elif times.kind == "naive":
        moment = _polars_naive(pl, column.cast(pl.Datetime("us")), times.zone)
    else:
        moment = _polars_text(pl, column, times.zone)
    return frame.with_columns(moment.cast(pl.Datetime("us", "UTC")).alias(times.to))


def _polars_naive(pl: Any, time: Any, zone: str) -> Any:
    if not zone:
        return pl.lit(None)
    return time.dt.replace_time_zone(zone, ambiguous="latest", non_existent="null").dt.convert_time_zone("UTC")


def _polars_text(pl: Any, text: Any, zone: str) -> Any:
    day, clock, seconds, fraction, offset = (text.str.extract(_PARTS, index) for index in range(1, 6))
    written = pl.concat_str(
        day,
        pl.lit(" "),
        clock.fill_null("00:00"),
        seconds.fill_null(":00"),
        pl.lit("."),
        fraction.fill_null("").str.pad_end(6, "0").str.head(6),
    )
    time = written.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    hours = offset.str.slice(1, 2).cast(pl.Int64, strict=False).fill_null(0)
    minutes = offset.str.slice(3).str.strip_prefix(":").cast(pl.Int64, strict=False).fill_null(0)
    ahead = pl.when(offset.str.starts_with("-")).then(-1).otherwise(1) * (hours * 60 + minutes)
    zoned = (time - pl.duration(minutes=ahead)).dt.replace_time_zone("UTC")
    return pl.when(offset.is_not_null()).then(zoned).otherwise(_polars_naive(pl, time, zone))


def _spark(frame: Any, times: Times) -> Any:
    functions = extra("pyspark.sql.functions")

    column = "`" + times.column.replace("`", "``") + "`"
    close = f"regexp_replace({column}, ' ([Z+-])', '$1')"
    whole = (
        f"regexp_replace({close}, '^(.{{10}}[T ][0-9]{{2}}:[0-9]{{2}})($|[Z+-])', '$1:00$2')"  # Spark wants seconds
    )
    kinds = {
        "none": "CAST(NULL AS timestamp)",
        "zoned": column,
        "naive": _spark_naive(column, times.zone),
        "text": f"CASE WHEN {column} RLIKE r'{_ZONED}' THEN try_cast({whole} AS timestamp) "
        f"ELSE {_spark_naive(whole, times.zone)} END",
    }
    return frame.withColumn(times.to, functions.expr(kinds[times.kind]))


def _spark_naive(value: str, zone: str) -> str:
    """Of an hour that comes twice the later, as the others do; of one that is left out nothing."""
    if not zone:
        return "CAST(NULL AS timestamp)"
    time = f"try_cast({value} AS timestamp_ntz)"
    first = f"convert_timezone('{zone}', 'UTC', {time})"
    tries = [f"{first} + INTERVAL 1 HOUR", first]
    choices = [f"WHEN convert_timezone('UTC', '{zone}', {each}) = {time} THEN {each}" for each in tries]
    return f"try_cast(concat(CAST(CASE {' '.join(choices)} END AS string), 'Z') AS timestamp)"


_ENGINES: dict[str, Callable[[Any, Times], Any]] = {
    "duckdb": _duckdb,
    "_duckdb": _duckdb,
    "polars": _polars,
    "pyspark": _spark,
}
