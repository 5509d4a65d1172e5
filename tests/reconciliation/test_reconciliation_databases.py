# ruff: noqa: S608 - queries of constants
"""Ledgers in databases: read whole, or not at all."""

import sqlite3
from contextlib import closing
from urllib.parse import quote

import duckdb
import pytest

from pytest_portone.reconciliation import backends
from pytest_portone.reconciliation.reading.mapping import MappingError
from pytest_portone.reconciliation.reading.parts import SourceError
from pytest_portone.reconciliation.reading.source import side

COLUMNS = "payment_id, kind, state, amount, currency"
ROWS = [("o-1", "payment", "done", 39000, "KRW"), ("o-2", "payment", "done", None, "KRW")]
MANY = 25_000
SCHEMES = ("sqlite", "sqlite+pysqlite", "duckdb")
"""SQLite by itself, SQLite by SQLAlchemy, DuckDB."""


@pytest.fixture(params=SCHEMES)
def database(request, tmp_path):
    """A URL of a database with tables."""
    path = tmp_path / "shop.db"
    opened = duckdb.connect(path) if request.param == "duckdb" else sqlite3.connect(path)
    with closing(opened):
        opened.execute(
            "CREATE TABLE ledger (payment_id VARCHAR, kind VARCHAR, state VARCHAR, amount BIGINT, currency VARCHAR)"
        )
        opened.execute('CREATE TABLE "odd name" ("order" VARCHAR, "to pay" VARCHAR, price DOUBLE PRECISION)')
        opened.executemany("INSERT INTO ledger VALUES (?, ?, ?, ?, ?)", ROWS)
        opened.executemany('INSERT INTO "odd name" VALUES (?, ?, ?)', [("o-1", "12.34", 0.5), ("o-2", "1.00", 3.0)])
        opened.commit()
    return f"{request.param}:///{path}"


def told(read):
    return sorted(read.frame.select("payment_id", "kind", "state", "amount", "currency", "source").fetchall())


def test_a_table_is_read(database):
    read = side("ledger", f"{database}?table=ledger")
    assert told(read) == [(*ROWS[0], "ledger, row 1")]
    assert [(each.source, each.reason) for each in read.aside] == [
        ("ledger, row 2", "amount: received nothing in `amount`, expected an integer from 0, in the minor unit")
    ]


def test_a_query_is_read(database):
    query = quote(f"SELECT {COLUMNS} FROM ledger WHERE payment_id LIKE 'o-%' AND amount > 0")
    assert told(side("ledger", f"{database}?query={query}")) == [(*ROWS[0], "query of shop.db, row 1")]


def test_odd_names_and_floats(database):
    mapping = {
        "payment_id": "order",
        "kind": {"value": "payment"},
        "state": {"value": "done"},
        "amount": {"column": "to pay", "unit": "major"},
        "vat": {"column": "price", "unit": "minor"},
        "currency": {"value": "USD"},
    }
    read = side("ledger", f"{database}?table={quote('odd name')}", mapping)
    assert told(read) == [("o-2", "payment", "done", 100, "USD", "odd name, row 2")]
    assert [each.reason for each in read.aside] == [
        "vat: received `0.5 (a float)`, expected an integer from 0, in the minor unit"
    ]


def test_the_tables_of_a_mapping_are_one_ledger(database):
    mapping = {
        "currency": {"value": "KRW"},
        "state": {"value": "done"},
        "tables": {
            "ledger": {"payment_id": "payment_id", "kind": "kind", "amount": "amount"},
            "odd name": {"payment_id": "order", "kind": {"value": "cancellation"}, "amount": {"value": 7}},
        },
    }
    read = side("ledger", database, mapping)
    assert [(each[0], each[1], each[3]) for each in told(read)] == [
        ("o-1", "cancellation", 7),
        ("o-1", "payment", 39000),
        ("o-2", "cancellation", 7),
    ]
    assert read.unread == 1


FAILURES = {
    "sqlite": "abs(CASE WHEN n = 20000 THEN -9223372036854775807 - 1 ELSE n END)",
    "sqlite+pysqlite": "abs(CASE WHEN n = 20000 THEN -9223372036854775807 - 1 ELSE n END)",
    "duckdb": "CASE WHEN n = 20000 THEN error('gone') ELSE n END",
}


def test_of_a_database_that_goes_away_half_way_nothing_is_taken(database):
    failing = FAILURES[database.partition(":")[0]]
    query = (
        f"WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {MANY}) "
        f"SELECT 'o-' || n AS payment_id, 'payment' AS kind, 'done' AS state, {failing} AS amount, 'KRW' AS currency "
        "FROM t"
    )
    connection = backends.connection()
    with pytest.raises(SourceError, match=r"received what can't be read \(.*, expected a "):
        side("ledger", f"{database}?query={quote(query)}", connection=connection)
    assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == []
    assert connection.execute("SELECT current_catalog()").fetchone() == ("memory",)


def test_a_large_table_is_read_in_batches(database):
    query = (
        f"WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {MANY}) "
        "SELECT 'o-' || n AS payment_id, 'payment' AS kind, 'done' AS state, n AS amount, 'KRW' AS currency FROM t"
    )
    read = side("ledger", f"{database}?query={quote(query)}")
    assert read.frame.aggregate("count(*), sum(amount)").fetchall() == [(MANY, MANY * (MANY + 1) // 2)]


def test_what_is_asked_must_be_said(database):
    with pytest.raises(SourceError, match=r"received neither `table` nor `query`, expected one of them"):
        side("ledger", database)


def test_a_table_that_is_not_there(database):
    with pytest.raises(SourceError, match="unheard_of"):
        side("ledger", f"{database}?table=unheard_of")


def test_columns_that_are_not_there(database):
    with pytest.raises(MappingError, match="ledger: received no column `totl`, expected a column that is there"):
        side(
            "ledger",
            f"{database}?table=ledger",
            {
                "payment_id": "payment_id",
                "kind": "kind",
                "state": "state",
                "amount": "totl",
                "currency": {"value": "KRW"},
            },
        )


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_a_file_that_is_not_there_is_not_made(scheme, tmp_path):
    with pytest.raises(SourceError, match=r"missing\.db: received no file, expected a database"):
        side("ledger", f"{scheme}:///{tmp_path}/missing.db?table=t")
    assert not (tmp_path / "missing.db").exists()


@pytest.mark.parametrize("scheme", ["sqlite", "duckdb"])
def test_a_file_that_is_no_database(scheme, tmp_path):
    (tmp_path / "text.db").write_text("no database, but a text that is long enough to be one" * 100)
    with pytest.raises(SourceError, match=r"text\.db: received what can't be read"):
        side("ledger", f"{scheme}:///{tmp_path}/text.db?table=t")


def test_an_error_does_not_tell_the_password():
    with pytest.raises(SourceError) as caught:
        side("ledger", "unheardof://user:secret@host/shop?table=t")
    assert "unheardof://host/shop" in str(caught.value)
    assert "secret" not in str(caught.value)
