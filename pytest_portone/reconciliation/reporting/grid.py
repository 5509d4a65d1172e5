"""A table for a terminal: as wide as it needs to be, and no wider than there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.findings.colour import painted
from pytest_portone.report.columns import cut, left, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GAP = "  "
NARROWEST = 8
"""Columns that a text is not cut below."""


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], columns: int, *, texts: Sequence[int]) -> Iterator[str]:
    """The lines of a table, its head in bold.

    Args:
        head: the columns' names.
        rows: the cells, without colours.
        columns: how many the terminal has.
        texts: which columns are text: they stand on the left and are cut where there is no room; the others are
            numbers, which stand on the right and are never cut.
    """
    widths = _fitted([max(map(width, column)) for column in zip(head, *rows, strict=True)], columns, texts)
    yield painted(_line(head, widths, texts), "1")
    yield from (_line(row, widths, texts) for row in rows)


def _fitted(widths: list[int], columns: int, texts: Sequence[int]) -> list[int]:
    """The widths, with the widest texts made smaller until all fits."""
    room = columns - len(GAP) * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(texts, key=lambda each: widths[each])
        if widths[widest] <= NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _line(cells: Sequence[str], widths: Sequence[int], texts: Sequence[int]) -> str:
    told = [
        left(cut(cell, room), room) if index in texts else " " * (room - width(cell)) + cell
        for index, (cell, room) in enumerate(zip(cells, widths, strict=True))
    ]
    return GAP.join(told).rstrip()
