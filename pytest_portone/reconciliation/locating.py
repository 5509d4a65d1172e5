"""Where the sides of a command are read from: the reader that a locator asks for."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta, timezone
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.errors import ContractError
from pytest_portone.reconciliation.entries import REQUIRED
from pytest_portone.reconciliation.reconciliation import LEDGER, PORTONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from pytest_portone.reconciliation.reading.asking import Ask
    from pytest_portone.reconciliation.sides import Side
    from pytest_portone.reconciliation.terms import Terms

LINES = frozenset({".ndjson", ".jsonl"})
RECORDINGS = frozenset({".yaml", ".yml", ".har"})


class LocatorError(ContractError):
    """A locator that leads nowhere, or lacks something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How sides are read.

    Attributes:
        terms: whose period settlement reports are of.
        mapping: the ledger's, a file of YAML; None where its columns are named as in `entries.COLUMNS`.
        portone_mapping: PortOne's, if its side is a table.
        base_url: where PortOne's API is served; empty for https://api.portone.io.
        by: `cursor` or `page`.
        created_since: the first moment of the payments that are read from the API; None for all.
        spool: a folder that keeps what was read, see `resuming`.
        memory_limit: of DuckDB, such as `4GB`.
        connection: of DuckDB, to read tables into; None for one a side.
        progress: is told how many payments were read, and of how many if that is known.
    """

    terms: Terms
    mapping: Path | None = None
    portone_mapping: Path | None = None
    base_url: str = ""
    by: str = "cursor"
    created_since: datetime | None = None
    spool: Path | None = None
    memory_limit: str = ""
    connection: Any = None
    progress: Callable[[int, int | None], object] | None = None


def ledger(locator: str, ways: Ways) -> Side:
    """The ledger's side.

    Raises:
        ContractError, OSError, ValueError: it can't be read.
    """
    return _table(LEDGER, locator, ways.mapping, ways)


def portone(locator: str, ways: Ways) -> Side:
    """PortOne's side.

    Args:
        locator: one of `LIVE`, recorded traffic, or what a ledger can be.
        ways: how it is read.

    Raises:
        ContractError, OSError, ValueError: it can't be read.
    """
    if locator in LIVE:
        with _asking(ways) as ask:
            return LIVE[locator](ask, ways)
    if ways.portone_mapping is None and _is_recording(locator):
        from pytest_portone.reconciliation.reading import cassettes

        paths = [locator] if Path(locator).exists() else sorted(glob(locator, recursive=True))  # noqa: PTH207
        if not paths:
            raise LocatorError(f"{locator}: there is no such file or folder")
        return cassettes.side(paths, [ways.base_url] if ways.base_url else [])
    return _table(PORTONE, locator, ways.portone_mapping, ways)


def _table(name: str, locator: str, mapping: Path | None, ways: Ways) -> Side:
    from pytest_portone.reconciliation.reading import source

    return source.side(name, locator, mapping, connection=ways.connection)


def _is_recording(locator: str) -> bool:
    """Whether it is traffic: by its suffix, or by what a folder or a first line holds."""
    path = Path(locator)
    if path.is_dir():
        return any(_is_recording(str(each)) for each in sorted(path.rglob("*")) if each.is_file())
    suffix = path.suffix.lower()
    return suffix in RECORDINGS or (suffix in LINES and path.is_file() and not _is_table(path))


def _is_table(path: Path) -> bool:
    """Whether the first line of a file is a row with columns of ours."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        first = next((line for line in lines if line.strip()), "")
    try:
        told = json.loads(first)
    except ValueError:
        return False
    return isinstance(told, dict) and told.keys() >= REQUIRED


@contextmanager
def _asking(ways: Ways) -> Iterator[Ask]:
    from pytest_portone.reconciliation.reading import asking

    with asking.client(ways.base_url or asking.BASE_URL) as client:
        yield asking.over_http(client)


def _payments(ask: Ask, ways: Ways) -> Side:
    from pytest_portone.reconciliation import resuming
    from pytest_portone.reconciliation.reading import api

    return api.side(
        ask,
        by=ways.by,
        since=ways.created_since,
        until=ways.terms.as_of if ways.spool else None,
        spool=resuming.payments(ways.spool) if ways.spool else None,
        progress=ways.progress,
        memory_limit=ways.memory_limit,
    )


def _report(name: str) -> Callable[[Ask, Ways], Side]:
    def read(ask: Ask, ways: Ways) -> Side:
        from pytest_portone.reconciliation.reading import settlements

        since, until = ways.terms.since, ways.terms.until
        if since is None or until is None:
            raise LocatorError(f"api:{name}: received no whole period, expected --since and --until")
        zone = timezone(ways.terms.offset)
        last = (until.astimezone(zone) - timedelta(microseconds=1)).date()
        return settlements.vat_report(name, since.astimezone(zone).date(), last, ask)

    return read


def _partners(ask: Ask, ways: Ways) -> Side:
    from pytest_portone.reconciliation.reading import settlements

    return settlements.partners(ask=ask, test=ways.terms.test_counts)


LIVE: Mapping[str, Callable[[Any, Ways], Side]] = {
    "api": _payments,
    "api:settlements": _report("settlements"),
    "api:transactions": _report("transactions"),
    "api:partners": _partners,
}
"""What is read from PortOne's API: payments, its two VAT reports, partner settlements."""
