"""Databases: DuckDB and SQLite by themselves, any other by SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from pytest_portone.reconciliation.reading.files import fitting, text
from pytest_portone.reconciliation.reading.instants import quoted
from pytest_portone.reconciliation.reading.normalising import ROW, normalised
from pytest_portone.reconciliation.reading.parts import Part, SourceError, held, told, unique
from pytest_portone.reconciliation.reading.rows import spooled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_portone.reconciliation.reading.mapping import Mapping

BATCH = 10_000
"""Rows that are fetched at once."""
_OURS = ("table", "query")


@dataclass(frozen=True, slots=True)
class _Database:
    """A database, and what is read of it.

    Attributes:
        url: without the parts that are ours.
        asked: what is read, by name: a query, or None for a table of that name.
    """

    url: str
    asked: dict[str, str | None]

    @property
    def path(self) -> Path:
        return Path(unquote(self.url.partition("?")[0].partition(":///")[2]))

    @property
    def scheme(self) -> str:
        return urlsplit(self.url).scheme

    def statement(self, name: str) -> str:
        """What is asked under a name."""
        table = ".".join(quoted(each) for each in name.split("."))
        return self.asked[name] or f"SELECT * FROM {table}"  # noqa: S608 - a quoted name

    def label(self, name: str) -> str:
        """What it is called where a row is named; no password is in it."""
        return name if self.asked[name] is None else f"query of {self.path.name}"


def read(url: str, mapping: Mapping | None, connection: Any) -> list[Part]:
    """Read tables or a query of a database.

    Args:
        url: `duckdb:///payments.db?table=payments`, `sqlite:///shop.db?query=SELECT ...`, or any URL of SQLAlchemy,
            with `table` or `query`; neither where the mapping names its tables.
        mapping: what the columns mean; None where they are named as in `entries.COLUMNS`.
        connection: of DuckDB, into which all is read.

    Raises:
        SourceError: the database can't be read, or went away half-way; nothing of it was taken.
        MappingError: the mapping does not fit the columns.
        MissingExtraError: SQLAlchemy is needed and is not installed.
    """
    database = _database(url, mapping)
    if database.scheme == "duckdb":
        return _attached(database, mapping, connection)
    opened = _sqlite if database.scheme == "sqlite" else _sqlalchemy
    with opened(database) as ask:
        return [_streamed(database, name, mapping, connection, ask) for name in database.asked]


def _database(url: str, mapping: Mapping | None) -> _Database:
    base, _, asking = url.partition("?")
    pairs = parse_qsl(asking, keep_blank_values=True)
    ours = {name: value for name, value in pairs if name in _OURS}
    rest = urlencode([each for each in pairs if each[0] not in _OURS])
    bare = f"{base}?{rest}" if rest else base
    named = [*mapping.tables] if mapping is not None and "" not in mapping.tables else []
    asked: dict[str, str | None] = dict.fromkeys(named)
    if "table" in ours:
        asked = {ours["table"]: None}
    if "query" in ours:
        asked = {ours.get("table", "query"): ours["query"]}
    if not asked:
        raise SourceError(_shown(bare), "neither `table` nor `query`", "one of them, as in `...?table=payments`")
    return _Database(bare, asked)


def _shown(url: str) -> str:
    """A URL without what stands before the host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _existing(database: _Database) -> Path:
    if not database.path.is_file():
        raise SourceError(str(database.path), "no file", "a database")
    return database.path


def _attached(database: _Database, mapping: Mapping | None, connection: Any) -> list[Part]:
    alias, path = unique("attached"), _existing(database)
    with told(path.name):
        connection.execute(f"ATTACH {text(str(path))} AS {alias} (READ_ONLY)")
        before = connection.execute("SELECT current_catalog(), current_schema()").fetchone()
        connection.execute(f"USE {alias}")
        try:
            return [_of_duckdb(database, name, mapping, connection) for name in database.asked]
        finally:
            connection.execute(f"USE {'.'.join(quoted(each) for each in before)}")
            connection.execute(f"DETACH {alias}")


def _of_duckdb(database: _Database, name: str, mapping: Mapping | None, connection: Any) -> Part:
    label = database.label(name)
    relation = connection.sql(database.statement(name))
    table = fitting(mapping, name, relation.columns, label)
    named = [*(quoted(each) for each in table.columns()), f"row_number() OVER () AS {ROW}"]
    return Part(held(connection, normalised(relation.project(", ".join(named)), table)), label)


_Asked = tuple[list[str], Iterator["Sequence[Any]"]]


def _streamed(
    database: _Database, name: str, mapping: Mapping | None, connection: Any, ask: Callable[[str], _Asked]
) -> Part:
    label = database.label(name)
    columns, rows = ask(name)
    table = fitting(mapping, name, columns, label)
    names = table.columns()
    places = [columns.index(each) for each in names]
    with told(label):
        return spooled(([row[place] for place in places] for row in rows), names, table, connection, label)


@contextmanager
def _sqlite(database: _Database) -> Iterator[Callable[[str], _Asked]]:
    import sqlite3

    path = _existing(database)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)) as opened:

            def ask(name: str) -> _Asked:
                cursor = opened.execute(database.statement(name))
                return [each[0] for each in cursor.description], cursor

            yield ask
    except sqlite3.Error as error:
        raise SourceError(path.name, f"what can't be read ({error})", "a database that stays to the end") from error


@contextmanager
def _sqlalchemy(database: _Database) -> Iterator[Callable[[str], _Asked]]:
    sqlalchemy = _extra_sqlalchemy()
    try:
        engine = sqlalchemy.create_engine(database.url)
    except (sqlalchemy.exc.ArgumentError, ImportError) as error:
        raise SourceError(_shown(database.url), f"what can't be opened ({error})", "a URL of SQLAlchemy") from None
    try:
        with engine.connect() as opened:
            streaming = opened.execution_options(stream_results=True, yield_per=BATCH)

            def ask(name: str) -> _Asked:
                prepared = engine.dialect.identifier_preparer
                table = ".".join(prepared.quote(each) for each in name.split("."))
                query = database.asked[name] or f"SELECT * FROM {table}"  # noqa: S608 - a quoted name
                result = streaming.execute(sqlalchemy.text(query.replace(":", r"\:")))
                return [*result.keys()], (row for partition in result.partitions() for row in partition)

            yield ask
    except (sqlalchemy.exc.SQLAlchemyError, OSError) as error:
        reason = getattr(error, "orig", None) or error
        raise SourceError(
            _shown(database.url), f"what can't be read ({reason})", "a database that stays to the end"
        ) from error
    finally:
        engine.dispose()


def _extra_sqlalchemy() -> Any:
    try:
        import sqlalchemy
    except ModuleNotFoundError as error:
        raise SourceError(
            "a database other than DuckDB and SQLite", "no SQLAlchemy", "`pip install sqlalchemy`"
        ) from error
    return sqlalchemy
