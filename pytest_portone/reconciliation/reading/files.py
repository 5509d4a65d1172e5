# ruff: noqa: S608 - every name in a query is quoted, and every text escaped
"""Files: CSV, Parquet and JSON lines, read by DuckDB, of any size. Nothing in a text file is guessed."""

from __future__ import annotations

import codecs
import csv
import shutil
import tempfile
from dataclasses import dataclass, replace
from glob import glob
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import extra
from pytest_portone.reconciliation.reading import mapping as mappings
from pytest_portone.reconciliation.reading.instants import quoted
from pytest_portone.reconciliation.reading.normalising import FILE, ROW, normalised
from pytest_portone.reconciliation.reading.parts import KEPT, Part, SourceError, held, told, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pytest_portone.reconciliation.reading.mapping import Mapping, Table

DELIMITERS = ",;\t|"
_ALL = "\x01"
"""No line has it: a whole line is one value."""
_REASONS = {
    "MISSING COLUMNS": "received fewer values than there are columns, expected as many",
    "TOO MANY COLUMNS": "received more values than there are columns, expected as many",
    "INVALID ENCODING": "received bytes that are no text, expected text in the encoding of the mapping",
}
_KEEP = "surrogateescape"
_UNQUOTED = "UNQUOTED VALUE"


def read(locator: str | Path, mapping: Mapping | None, connection: Any) -> list[Part]:
    """Read a file, all files of a folder, or those of a pattern.

    Args:
        locator: a path that ends in `.csv`, `.tsv`, `.parquet`, `.jsonl` or `.ndjson`, a folder of such files, or a
            pattern with `*`.
        mapping: what the columns mean; None where they are named as in `entries.COLUMNS`.
        connection: of DuckDB.

    Raises:
        SourceError: there is no file, or one that can't be read.
        MappingError: the mapping does not fit the columns.
    """
    files = _found(str(locator), mapping)
    parts = []
    for (ending, name), group in groupby(files, lambda each: (_kind(each), _table_name(each, mapping))):
        parts.append(_READERS[ending](_Batch([*group], mapping, name, connection)))
    return parts


def _found(locator: str, mapping: Mapping | None) -> list[Path]:
    path = Path(locator)
    if path.is_dir():
        files = [each for each in path.rglob("*") if _kind(each) in _READERS]
    elif path.exists():
        files = [path]
    else:
        files = [Path(each) for each in glob(locator, recursive=True)]  # noqa: PTH207 - a pattern may be absolute
    if not files:
        raise SourceError(locator, "no file", "a path of a file, a folder or a pattern")
    odd = [each for each in files if _kind(each) not in _READERS]
    if odd:
        raise SourceError(str(odd[0]), f"the ending `{odd[0].suffix}`", f"one of {', '.join(_READERS)}")
    return sorted(files, key=lambda each: (_kind(each), _table_name(each, mapping), each))


def _kind(path: Path) -> str:
    return path.suffix.lower()


def _table_name(path: Path, mapping: Mapping | None) -> str:
    return "" if mapping is None or "" in mapping.tables else path.stem


@dataclass(frozen=True, slots=True)
class _Batch:
    """Files of one format and one table."""

    files: list[Path]
    mapping: Mapping | None
    name: str
    connection: Any

    @property
    def label(self) -> str:
        return self.files[0].name if len(self.files) == 1 else f"{self.files[0].parent}"

    @property
    def encoding(self) -> str:
        return "utf-8" if self.mapping is None else self.mapping.encoding

    def table(self, columns: Iterable[str], source: str) -> Table:
        return fitting(self.mapping, self.name, columns, source)


def fitting(mapping: Mapping | None, name: str, columns: Iterable[str], source: str) -> Table:
    """The rules for a table with those columns.

    Raises:
        MappingError: they read what is not there.
    """
    there = [*columns]
    if mapping is None:
        return mappings.plain(there, source).table("")
    table = mapping.table(name)
    problems = mappings.unknown_columns(table, there, source)
    problems += [f"{source}: received the column `{each}` twice, expected it once" for each in _twice(there, table)]
    if problems:
        raise mappings.MappingError(problems)
    return table


def _twice(columns: Sequence[str], table: Table) -> list[str]:
    return [each for each in table.columns() if columns.count(each) > 1]


def text(value: str) -> str:
    """A text for SQL."""
    return "'" + value.replace("'", "''") + "'"


def _read_csv(batch: _Batch) -> Part:
    delimiter = "" if batch.mapping is None else batch.mapping.delimiter
    files = [CsvFile(each, batch.encoding, delimiter) for each in batch.files]
    tables = [batch.table(each.header(), each.path.name) for each in files]
    invalid = extra("duckdb").InvalidInputException
    with tempfile.TemporaryDirectory(prefix="portone-") as folder, told(batch.label):
        if _is_utf8(batch.encoding):
            try:
                return csv_part(batch.connection, files, tables[0], batch.label)
            except invalid:  # such as two kinds of line ends in one file, which a copy has not
                pass
        copies = [each.copied(Path(folder)) for each in files]
        return csv_part(batch.connection, copies, tables[0], batch.label)


def _is_utf8(encoding: str) -> bool:
    return codecs.lookup(encoding).name in {"utf-8", "utf-8-sig", "ascii"}


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file with a header.

    Attributes:
        path: where it is.
        encoding: of its text.
        delimiter: between its values; empty to take the one that its first line is written with.
        label: what it is called where a row is named; empty for its name.
        first: the number of the line with the header, from which rows are counted.
    """

    path: Path
    encoding: str = "utf-8"
    delimiter: str = ""
    label: str = ""
    first: int = 1

    def header(self) -> list[str]:
        """The names of its columns.

        Raises:
            SourceError: it has none.
        """
        with self._opened(_KEEP) as file:
            delimiter = self._between(file.readline())
            file.seek(0)
            names = next(csv.reader(file, delimiter=delimiter), None)
        if names is None:
            raise SourceError(self.path.name, "an empty file", "a header")
        if any("\ud800" <= letter <= "\udfff" for letter in "".join(names)):
            raise SourceError(self.path.name, "a first line that is no text", f"a header in {self.encoding}")
        return names

    def _opened(self, errors: str, newline: str | None = "") -> IO[str]:
        encoding = "utf-8-sig" if _is_utf8(self.encoding) else self.encoding
        return self.path.open(encoding=encoding, errors=errors, newline=newline)

    def _between(self, line: str) -> str:
        """The delimiter: the one that is there most often, outside of quotes."""
        bare = "".join(line.split('"')[::2])
        return self.delimiter or max(DELIMITERS, key=bare.count)

    def copied(self, folder: Path) -> CsvFile:
        """A copy in UTF-8 with one kind of line ends; bytes that are no text stay, so that their row is put aside."""
        target = folder / f"{unique('copy')}.csv"
        with (
            self._opened(_KEEP, None) as source,
            target.open("w", encoding="utf-8", errors=_KEEP, newline="\n") as copy,
        ):
            shutil.copyfileobj(source, copy)
        return replace(self, path=target, encoding="utf-8", label=self.label or self.path.name)

    def relation(self, columns: Iterable[str], rejects: str) -> str:
        """A query for some of its columns, all as text, that puts aside what has another number of values."""
        header = self.header()
        with self._opened(_KEEP) as file:
            delimiter = self._between(file.readline())
        kinds = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(header)))
        named = [f"c{header.index(each)} AS {quoted(each)}" for each in columns]
        label, row = text(self.label or self.path.name), f"row_number() OVER () + {self.first}"
        return (
            f"SELECT {', '.join([*named, f'{label} AS {FILE}', f'{row} AS {ROW}'])} "
            f"FROM read_csv({text(str(self.path))}, "
            f"auto_detect = false, header = true, delim = {text(delimiter)}, quote = '\"', escape = '\"', "
            f"store_rejects = true, rejects_table = '{rejects}', rejects_scan = '{rejects}_scan', "
            f"columns = {{{kinds}}})"
        )


def csv_part(connection: Any, files: Sequence[CsvFile], table: Table, label: str) -> Part:
    """Read CSV files of one table whole.

    Raises:
        SourceError: a quote is not closed, so that nobody knows where rows end.
        duckdb.Error: one can't be read.
    """
    rejects = unique("rejects")
    query = " UNION ALL ".join(each.relation(table.columns(), rejects) for each in files)
    rows = held(connection, normalised(connection.sql(query), table))
    labels = {str(each.path): each for each in files}
    found = connection.execute(
        f"SELECT file_path, line, any_value(error_type ORDER BY error_type = '{_UNQUOTED}' DESC) FROM {rejects} "
        f"JOIN {rejects}_scan USING (scan_id, file_id) GROUP BY file_path, line, line_byte_position ORDER BY ALL"
    ).fetchall()
    connection.execute(f"DROP TABLE {rejects}; DROP TABLE {rejects}_scan")
    return _with_rejects(connection, Part(rows, label), [(labels[path], line, kind) for path, line, kind in found])


def _with_rejects(connection: Any, part: Part, found: list[tuple[CsvFile, int, str]]) -> Part:
    if not found:
        return part
    named = [(each.label or each.path.name, line + each.first - 1, kind) for each, line, kind in found]
    for name, row, kind in named:
        if kind == _UNQUOTED:
            raise SourceError(f"{name}, row {row}", "a quote that is not closed", "quotes in pairs")
    asides = [
        (f"{name}, row {row}", _REASONS.get(kind, f"received a row with {kind.lower()}")) for name, row, kind in named
    ]
    rows = _renumbered(connection, part.rows, [(name, row) for name, row, _ in named])
    return Part(rows, part.label, tuple(asides[:KEPT]), len(asides))


def _renumbered(connection: Any, rows: Any, rejected: list[tuple[str, int]]) -> Any:
    """Rows behind those that were not let through move back to where they stand in the file."""
    shifts, held_rows = unique("shifts"), unique("held")
    connection.execute(f"CREATE TEMP TABLE {shifts} (file VARCHAR, first BIGINT, shift BIGINT)")
    moved = [
        (name, row - before, before + 1)
        for name, group in groupby(rejected, lambda each: each[0])
        for before, (_, row) in enumerate(group)
    ]
    connection.executemany(f"INSERT INTO {shifts} VALUES (?, ?, ?)", moved)
    connection.execute(
        f"CREATE TEMP TABLE {held_rows} AS SELECT r.* REPLACE (r.{ROW} + coalesce(s.shift, 0) AS {ROW}) "
        f"FROM ({rows.to_native().sql_query()}) r ASOF LEFT JOIN "
        f"(SELECT file, first, max(shift) AS shift FROM {shifts} GROUP BY ALL) s "
        f"ON r.{FILE} = s.file AND r.{ROW} >= s.first"
    )
    connection.execute(f"DROP TABLE {shifts}")
    return extra("narwhals").from_native(connection.table(held_rows)).lazy()


def _read_parquet(batch: _Batch) -> Part:
    names = ", ".join(text(str(each)) for each in batch.files)
    with told(batch.label):
        scan = f"read_parquet([{names}], union_by_name = true, filename = '{FILE}', file_row_number = true)"
        columns = batch.connection.sql(f"SELECT * EXCLUDE ({FILE}, file_row_number) FROM {scan}").columns
        table = batch.table(columns, batch.label)
        named = [quoted(each) for each in table.columns()]
        places = [f"parse_filename({FILE}) AS {FILE}", f"file_row_number + 1 AS {ROW}"]
        return Part(
            normalised(batch.connection.sql(f"SELECT {', '.join([*named, *places])} FROM {scan}"), table), batch.label
        )


def _read_json(batch: _Batch) -> Part:
    lines = " UNION ALL ".join(_lines(each) for each in batch.files)
    with told(batch.label):
        table = batch.table(_keys(batch, lines), batch.label)
        named = [f"json_extract_string(line, {text(_path(each))}) AS {quoted(each)}" for each in table.columns()]
        query = f"SELECT {', '.join([*named, FILE, ROW])} FROM ({lines}) WHERE {_OBJECT}"
        rows = held(batch.connection, normalised(batch.connection.sql(query), table))
        broken = f"FROM ({lines}) WHERE NOT ({_OBJECT})"
        unread = batch.connection.execute(f"SELECT count(*) {broken}").fetchone()[0]
        found = batch.connection.execute(f"SELECT {FILE}, {ROW} {broken} ORDER BY ALL LIMIT {KEPT}").fetchall()
    asides = [
        (f"{name}, row {row}", "received a line that is no object of JSON, expected one") for name, row in found
    ]
    return Part(rows, batch.label, tuple(asides), unread)


_OBJECT = "CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END"


def _lines(path: Path) -> str:
    return (
        f"SELECT line, {text(path.name)} AS {FILE}, number AS {ROW} "
        "FROM (SELECT line, row_number() OVER () AS number "
        f"FROM read_csv({text(str(path))}, auto_detect = false, header = false, "
        f"delim = '{_ALL}', quote = '', escape = '', "
        "columns = {'line': 'VARCHAR'})) WHERE trim(line) != ''"
    )


def _keys(batch: _Batch, lines: str) -> list[str]:
    """The keys of the first lines; of all, where a rule reads others."""
    wanted = set() if batch.mapping is None else set(batch.mapping.table(batch.name).columns())
    for limit in (" LIMIT 1000", ""):
        keys = f"SELECT DISTINCT unnest(json_keys(line)) FROM (FROM ({lines}) WHERE {_OBJECT}{limit})"
        found = [str(key) for (key,) in batch.connection.execute(keys).fetchall()]
        found += [each for each in wanted if each.split(".")[0] in found and each not in found]
        if wanted <= {*found}:
            break
    return sorted(found) or sorted(wanted)


def _path(name: str) -> str:
    return "$" + "".join("." + quoted(each) for each in name.split("."))


_READERS: dict[str, Callable[[_Batch], Part]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".parquet": _read_parquet,
    ".jsonl": _read_json,
    ".ndjson": _read_json,
}
