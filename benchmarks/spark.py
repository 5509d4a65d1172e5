"""A million rows a side: the same expressions on Spark, in local mode, and on DuckDB."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

from figures import Figure, NotMeasuredError, interleaved, need
from reconciliation import TERMS, tables

from pytest_portone.reconciliation import reconcile
from pytest_portone.reconciliation.backends import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_portone.reconciliation.reconciliation import Reconciliation

ROUNDS = 1
ROWS = 1_000_000
SIDES = ("ledger", "portone")
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "UTC",
}


def measure(rounds: int) -> Iterator[Figure]:
    """Both read the same Parquet files; that they find the same is looked at, beside how long they take."""
    need("pyspark")
    if shutil.which("java") is None:
        raise NotMeasuredError("Spark needs Java")
    with TemporaryDirectory() as folder, _spark() as session:
        held = connection()
        tables(ROWS, held)
        for each in SIDES:
            held.table(each).write_parquet(f"{folder}/{each}.parquet")
        spark, duckdb = interleaved(
            rounds, lambda: _timed(folder, session.read.parquet), lambda: _timed(folder, held.read_parquet)
        )
    if spark[0][1] != duckdb[0][1]:
        raise AssertionError("Spark does not find what DuckDB finds")
    seconds = [tuple(each for each, _ in side) for side in (spark, duckdb)]
    yield Figure(f"{ROWS:,} rows a side", "s", seconds[0], "DuckDB", seconds[1])


@contextmanager
def _spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def _timed(folder: str, read: Callable[[str], Any]) -> tuple[float, Any]:
    start = perf_counter()
    result = reconcile(*(read(f"{folder}/{each}.parquet") for each in SIDES), TERMS)
    return perf_counter() - start, _told(result)


def _told(result: Reconciliation) -> Any:
    return result.discrepancies, result.in_flight, result.totals
