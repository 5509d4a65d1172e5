"""A timeline as one page that needs nothing else: what goes out on the left, what comes in on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.recording.timeline import subject
from pytest_portone.report.markup import Markup, joined, tag
from pytest_portone.report.page import page
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.recording.timeline import Row, Timeline

HEADING = "Recording"
_COLUMNS = ("number", "time", "the merchant's call", "PortOne's webhook", "answer")
_STYLE = """
.timeline td { min-width: 3rem; vertical-align: top; }
.timeline .number { text-align: right; white-space: nowrap; }
.timeline code { display: block; color: var(--quiet); }
"""
_ERRORS = 400


def render(timeline: Timeline) -> str:
    """The timeline as one HTML page."""
    shown = printable(timeline)
    return page(HEADING, f"{HEADING}: {shown.title}", joined(*_body(shown)), _STYLE)


def _body(timeline: Timeline) -> Iterator[Markup]:
    yield tag("p", timeline.title, class_="headline")
    yield from (tag("p", f"{name}: {text}", class_="quiet") for name, text in timeline.facts.items())
    head = tag("tr", *(tag("th", name, scope="col") for name in _COLUMNS))
    table = tag("table", tag("thead", head), tag("tbody", *map(_row, timeline.rows)), class_="timeline")
    yield tag("div", table, class_="wide")


def _row(row: Row) -> Markup:
    told = joined(tag("b", subject(row)), tag("code", f"{row.method} {row.path}"))
    out, back = (told, "") if row.direction == "out" else ("", told)
    return tag(
        "tr",
        tag("td", str(row.number), class_="number"),
        tag("td", "" if row.offset is None else f"{row.offset:+,.3f} s", class_="number"),
        tag("td", out),
        tag("td", back),
        tag("td", str(row.status), class_="bad" if row.status >= _ERRORS else "good"),
    )
