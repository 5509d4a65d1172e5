"""Five million rows a side: by us on DuckDB, by one raw full join of DuckDB, and by datacompy on Polars."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

from figures import Budget, Figure, NotMeasuredError, interleaved, need

from pytest_portone.reconciliation import Terms, reconcile
from pytest_portone.reconciliation.backends import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 3
ROWS = 5_000_000
MANY = 50_000_000
MEMORY = "4GB"
LARGE = "RECONCILE_MANY"
"""The variable that asks for the large one as well: it takes a quarter of an hour, and 30 GB of disk."""
TERMS = Terms(as_of=datetime(2027, 1, 1, tzinfo=UTC))

_PORTONE = """
    SELECT 'payment-' || substr(md5(i::VARCHAR), 1, 16) AS payment_id, 'transaction-' || i AS transaction_id,
        CASE WHEN i % 25 = 0 THEN 'c-' || i END AS entry_id, 'payment' AS kind, 'done' AS state, 'PAID' AS status,
        (1000 + i % 50000)::BIGINT AS amount, 0::BIGINT AS tax_free, ((1000 + i % 50000) // 11)::BIGINT AS vat,
        'KRW' AS currency, TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(i % 8640000) AS "at", 'LIVE' AS channel,
        'row ' || i AS source
    FROM range({payments}) AS t(i)
"""
"""Payments in order; one in 25 is cancelled in part, which is a row of its own."""
_CANCELLED = """
    SELECT * REPLACE ('cancellation' AS kind, NULL AS transaction_id, amount // 2 AS amount, NULL AS tax_free,
        NULL AS vat)
    FROM payments WHERE entry_id IS NOT NULL
"""
_LEDGER = """
    SELECT * REPLACE (CASE WHEN hash(source) % 1000 = 0 THEN amount + 1 ELSE amount END AS amount)
    FROM portone WHERE hash(source) % 1000 <> 1
    UNION ALL SELECT * FROM portone WHERE kind = 'payment' AND hash(source) % 1000 = 2
    ORDER BY hash(payment_id)
"""
"""In another order; of a thousand rows one has another amount, one is missing, and one is there twice."""
_JOIN = """
    SELECT count(*), sum(l.amount), sum(p.amount)
    FROM ledger AS l FULL JOIN portone AS p
        ON l.payment_id = p.payment_id AND l.kind = p.kind AND l.entry_id IS NOT DISTINCT FROM p.entry_id
    WHERE l.amount IS DISTINCT FROM p.amount OR l.state IS DISTINCT FROM p.state
        OR l.currency IS DISTINCT FROM p.currency OR l.channel IS DISTINCT FROM p.channel
        OR l.tax_free IS DISTINCT FROM p.tax_free OR l.vat IS DISTINCT FROM p.vat
        OR abs(epoch_us(l."at") - epoch_us(p."at")) > 600000000
"""
_PEERS_KEYS = ["payment_id", "kind", "entry_id"]


def tables(rows: int, held: Any) -> None:
    """Make both sides, `portone` with as many rows, `ledger` with about as many."""
    held.execute(f"CREATE TABLE payments AS {_PORTONE.format(payments=rows * 25 // 26)}")
    held.execute(f"CREATE TABLE portone AS SELECT * REPLACE (NULL AS entry_id) FROM payments UNION ALL {_CANCELLED}")
    held.execute("DROP TABLE payments")
    held.execute(f"CREATE TABLE ledger AS {_LEDGER}")


def measure(rounds: int) -> Iterator[Figure]:
    """The same tables for all; all look at the same columns."""
    for each in ("narwhals", "polars", "pyarrow", "duckdb", "datacompy"):
        need(each)
    held = connection()
    tables(ROWS, held)
    ours, join = interleaved(rounds, lambda: _ours(held), lambda: _join(held))
    yield Figure(f"{ROWS:,} rows a side", "s", ours, "one raw full join", join, Budget("at most", 1.5))
    sides = [held.table(each).pl() for each in ("ledger", "portone")]
    ours, peer = interleaved(1, lambda: _ours(held), lambda: _datacompy(*sides))
    yield Figure(f"{ROWS:,} rows a side", "s", ours, "datacompy on Polars", peer, Budget("at most", 0.2))
    if os.environ.get(LARGE):
        yield from _large()


def _ours(held: Any) -> float:
    start = perf_counter()
    result = reconcile(held.table("ledger"), held.table("portone"), TERMS)
    seconds = perf_counter() - start
    if not result.discrepancies:
        raise AssertionError("nothing was found, where there is something")
    return seconds


def _join(held: Any) -> float:
    start = perf_counter()
    held.execute(_JOIN).fetchall()
    return perf_counter() - start


def _datacompy(ledger: Any, portone: Any) -> float:
    from datacompy import PolarsCompare

    columns = [*_PEERS_KEYS, "state", "amount", "tax_free", "vat", "currency", "at", "channel"]
    start = perf_counter()
    compared = PolarsCompare(ledger.select(columns), portone.select(columns), join_columns=_PEERS_KEYS)
    matches = compared.matches()
    seconds = perf_counter() - start
    if matches:
        raise NotMeasuredError("datacompy finds no difference, where there are some")
    return seconds


def _large() -> Iterator[Figure]:
    """In a process of its own, which is allowed so much memory and spills the rest to disk."""
    with TemporaryDirectory() as folder:
        done = subprocess.run([sys.executable, __file__, folder], capture_output=True, text=True, check=True)
        seconds, peak = map(float, done.stdout.split())
    note = f"memory limit {MEMORY}; {peak:.1f} GB at the most, for DuckDB and the rest"
    yield Figure(f"{MANY:,} rows a side", "s", (seconds,), note=note)


def main(folder: str) -> None:
    """Print the seconds that the large one takes, and its memory in GB."""
    held = connection(MEMORY, folder)
    held.execute(f"ATTACH '{folder}/large.duckdb' AS large")
    held.execute("USE large")
    tables(MANY, held)
    print(_ours(held), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)


if __name__ == "__main__":
    main(sys.argv[1])
