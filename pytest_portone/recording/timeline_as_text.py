"""A timeline for the terminal. Colours are taken out where nobody sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.findings.as_text import BOLD, COLOURS, DIM
from pytest_portone.findings.colour import painted
from pytest_portone.recording.timeline import subject
from pytest_portone.report.columns import cut, left, width
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.recording.timeline import Row, Timeline

_ARROWS: Mapping[str, str] = {"out": "→", "in": "←"}
_ERRORS, _FAILURES = 400, 500
_LONGEST = 72
"""Columns of a method and a path: a long one would push the statuses of all rows out of sight."""


def render(timeline: Timeline) -> str:
    """The timeline as coloured text, an exchange a line."""
    return "\n".join(_lines(printable(timeline))) + "\n"


def _lines(timeline: Timeline) -> Iterator[str]:
    yield painted(timeline.title, BOLD)
    yield from (painted(f"{name}: {text}", DIM) for name, text in timeline.facts.items())
    if not timeline.rows:
        yield "no exchanges"
        return
    yield ""
    cells = [_cells(each) for each in timeline.rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for row, texts in zip(timeline.rows, cells, strict=True):
        number, offset, *rest, status = texts
        shown = [number.rjust(widths[0]), offset.rjust(widths[1])]
        shown += [left(text, columns) for text, columns in zip(rest, widths[2:-1], strict=True)]
        yield "  ".join([*shown, painted(status, _colour(row.status))])


def _cells(row: Row) -> tuple[str, ...]:
    offset = "?" if row.offset is None else f"{row.offset:+,.3f} s"
    asked = cut(f"{row.method} {row.path}", _LONGEST)
    return str(row.number), offset, _ARROWS[row.direction], subject(row), asked, str(row.status)


def _colour(status: int) -> str:
    if status >= _FAILURES:
        return COLOURS["breaking"]
    return COLOURS["review"] if status >= _ERRORS else COLOURS["allowed"]
