"""The merchant's side, wherever it is kept."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation import backends
from pytest_portone.reconciliation.reading import databases, files, frames, parts, rows
from pytest_portone.reconciliation.reading import mapping as mappings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.reconciliation.sides import Side


def side(
    name: str,
    locator: Any,
    mapping: mappings.Mapping | Dictionary[str, Any] | str | Path | None = None,
    *,
    connection: Any = None,
) -> Side:
    """Read a side.

    Args:
        name: what it is called where a row is named: `ledger` or `portone`.
        locator: a path that ends in `.csv`, `.tsv`, `.parquet`, `.jsonl` or `.ndjson`, a folder or a pattern of such
            files, the URL of a database, a frame of any library that Narwhals knows, or an iterable of `Entry`,
            dictionaries, or objects with attributes.
        mapping: what the columns mean, or the path of a YAML file that says it, or plain data like that in one; None
            where they are named as in `entries.COLUMNS`.
        connection: of DuckDB, to read into; None for one of its own.

    Raises:
        SourceError: the source can't be read; nothing of it was taken.
        MappingError: the mapping can't be used, or does not fit the columns.
        MissingExtraError: the extra `reconcile` is not installed.
    """
    rules = _mapping(mapping)
    return parts.side(name, _read(name, locator, rules, lambda: connection or backends.connection()))


def _mapping(value: mappings.Mapping | Dictionary[str, Any] | str | Path | None) -> mappings.Mapping | None:
    if value is None or isinstance(value, mappings.Mapping):
        return value
    return mappings.parse(dict(value)) if isinstance(value, Dictionary) else mappings.load(Path(value))


def _read(
    name: str, locator: Any, mapping: mappings.Mapping | None, connected: Callable[[], Any]
) -> list[parts.Part]:
    if isinstance(locator, (str, Path)):
        reader = databases.read if "://" in str(locator) else files.read
        return reader(str(locator), mapping, connected())
    if frames.is_frame(locator):
        return [frames.read(locator, mapping, connected(), name)]
    return [rows.read(locator, mapping, connected, name)]
