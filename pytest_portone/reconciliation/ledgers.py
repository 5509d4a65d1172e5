"""The merchant's ledger as a test has it: rows, a frame, a query, or a function that gives one of these."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

from pytest_portone.reconciliation.entries import Entry
from pytest_portone.reconciliation.reconciliation import LEDGER
from pytest_portone.reconciliation.sides import Side


class LedgerError(TypeError):
    """What is given as a ledger is none."""


def read(ledger: Any, mapping: Any = None) -> Side:
    """A ledger as a side.

    Args:
        ledger: what the merchant has booked: a connection and a query (see `query`); whatever `reading.source`
            reads, such as dictionaries, dataclasses, ORM objects, `Entry` objects, or a frame that Narwhals knows; or
            a function without arguments that gives one of these, for a ledger that is to be looked at later.
        mapping: what the merchant's columns mean: see `reading.mapping`.

    Raises:
        LedgerError: it is nothing that could be read.
        SourceError, MappingError: it can't be read, or not by this mapping.
        MissingExtraError: the extra `reconcile` is not installed.
    """
    found = _given(ledger)
    if isinstance(found, Side):
        return found
    if _is_query(found):
        found = query(*found)
    rows = list(found) if isinstance(found, Iterator) else found
    if isinstance(rows, list | tuple) and all(isinstance(each, Entry) for each in rows):
        return Side(list(rows))
    from pytest_portone.reconciliation.reading import source

    return source.side(LEDGER, rows, mapping)


def query(connection: Any, statement: Any) -> list[Any]:
    """What a database answers now, within the transaction that the connection is in.

    Args:
        connection: of any driver (PEP 249) or of DuckDB; Django's; or an engine, a connection or a session of
            SQLAlchemy.
        statement: SQL, or a statement of SQLAlchemy.

    Returns:
        Each row as a mapping by its columns' names; as an object, where SQLAlchemy gives one.

    Raises:
        LedgerError: the connection is asynchronous.
    """
    if type(connection).__module__.partition(".")[0] == "sqlalchemy" or hasattr(connection, "get_bind"):
        return _of_sqlalchemy(connection, statement)
    if hasattr(connection, "execute"):
        return _fetched(_there(connection.execute(statement), " of an asynchronous connection"))
    with closing(connection.cursor()) as cursor:
        cursor.execute(statement)
        return _fetched(cursor)


def _fetched(cursor: Any) -> list[dict[str, Any]]:
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _of_sqlalchemy(connection: Any, statement: Any) -> list[Any]:
    if not hasattr(connection, "execute"):
        with connection.connect() as opened:
            return _of_sqlalchemy(opened, statement)
    from sqlalchemy import text

    result = connection.execute(text(statement) if isinstance(statement, str) else statement)
    rows = _there(result, " of an asynchronous connection").mappings().all()
    return [next(iter(row.values())) if _is_object(row) else dict(row) for row in rows]


def _is_object(row: Mapping[str, Any]) -> bool:
    """Whether a row is one object of an ORM."""
    return len(row) == 1 and hasattr(type(next(iter(row.values()))), "__mapper__")


def _given(ledger: Any) -> Any:
    """What a function gives, or the ledger itself. An object that can be called and gone through is no function."""
    called = callable(ledger) and not isinstance(ledger, Iterable)
    found = ledger() if called else ledger
    origin = f" of {getattr(ledger, '__qualname__', type(ledger).__qualname__)}" if called else ""
    _there(found, origin)
    if found is None or isinstance(found, Mapping):
        received = "None" if found is None else "a mapping"
        raise LedgerError(
            f"the ledger: received {received}{origin}, expected rows, a frame, or a connection and a query"
        )
    return found


def _there(found: Any, origin: str) -> Any:
    """What was given, if it is there already.

    Raises:
        LedgerError: it has to be awaited.
    """
    if not inspect.isawaitable(found):
        return found
    if inspect.iscoroutine(found):
        found.close()
    raise LedgerError(f"the ledger: received a coroutine{origin}, expected rows: await them before")


def _is_query(found: Any) -> bool:
    """Whether it is a connection and a query."""
    if not isinstance(found, tuple) or len(found) != len(("connection", "query")):
        return False
    return any(hasattr(found[0], each) for each in ("execute", "cursor", "connect"))
