"""The discrepancies as one flat table, a row each: CSV and Parquet. Amounts are in minor units."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.reporting import as_json, tally
from pytest_portone.reconciliation.reporting.report import key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.reconciliation.reporting.report import Report

COLUMNS = {
    "name": "string",
    "kind": "string",
    "payment_id": "string",
    "entry_id": "string",
    "ledger": "string",
    "portone": "string",
    "at_stake": "int64",
    "currency": "string",
    "since": "time",
    "matched_by": "string",
    "sources": "list",
    "cause": "string",
    "first_seen": "time",
}


def csv(report: Report) -> str:
    """CSV with a head; nothing is an empty cell, times are ISO 8601 in UTC, sources are divided by `; `."""
    import csv as writing

    made = io.StringIO()
    writer = writing.writer(made, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(report):
        times = {name: as_json.moment(row[name]) for name in ("since", "first_seen")}
        writer.writerow({**row, **times, "sources": "; ".join(row["sources"])}.values())
    return made.getvalue()


def parquet(report: Report) -> bytes:
    """Parquet; times are microseconds in UTC.

    Raises:
        MissingExtraError: PyArrow is not installed.
    """
    from pytest_portone.reconciliation.backends import extra

    arrow, writing = extra("pyarrow"), extra("pyarrow.parquet")
    types = {
        "string": arrow.string(),
        "int64": arrow.int64(),
        "time": arrow.timestamp("us", tz="UTC"),
        "list": arrow.list_(arrow.string()),
    }
    schema = arrow.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    made = io.BytesIO()
    writing.write_table(arrow.Table.from_pylist(list(_rows(report)), schema=schema), made)
    return made.getvalue()


def _rows(report: Report) -> Iterator[dict[str, Any]]:
    for each in tally.ordered(report.result.discrepancies):
        told = {name: getattr(each, name) for name in COLUMNS if name != "first_seen"}
        yield {**told, "sources": list(each.sources), "first_seen": report.first_seen.get(key(each))}
