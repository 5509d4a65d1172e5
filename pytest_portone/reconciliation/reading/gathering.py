"""Rows that are gathered from many documents: what can't be read is put aside with its reason, and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.in_arrow import table
from pytest_portone.reconciliation.reading.portone_fields import UnreadableJsonError
from pytest_portone.reconciliation.reconciliation import PORTONE, Aside
from pytest_portone.reconciliation.sides import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_portone.reconciliation.entries import Entry

KEPT = 100
"""Of how many documents that can't be read the reason is kept."""


@dataclass(slots=True)
class Gathering:
    """What could not be read so far.

    Attributes:
        asides: the first ones, each with its reason.
        unread: how many there are.
    """

    asides: list[Aside] = field(default_factory=list)
    unread: int = 0

    def read(self, reader: Callable[[Any, str], list[Entry]], document: Any, source: str) -> list[Entry]:
        """The rows of a document; none where it is put aside.

        Args:
            reader: gives a document's rows; raises `UnreadableJsonError`.
            document: decoded JSON.
            source: where it is from.
        """
        try:
            return reader(document, source)
        except UnreadableJsonError as problem:
            self.put(named(source, document), str(problem))
            return []

    def put(self, source: str, reason: str) -> None:
        """Put something aside."""
        self.unread += 1
        if len(self.asides) < KEPT:
            self.asides.append(Aside(PORTONE, source, reason))

    def side(self, entries: Iterable[Entry]) -> Side:
        """PortOne's side of rows in memory."""
        return Side(table(entries), tuple(self.asides), self.unread)


def named(source: str, document: Any) -> str:
    """Where a document is from, with its id if it has one."""
    name = document.get("id") if isinstance(document, dict) else None
    return f"{source}, {name.encode('utf-8', 'backslashreplace').decode()}" if isinstance(name, str) else source
