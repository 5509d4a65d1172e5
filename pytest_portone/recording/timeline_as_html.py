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
_COLUMNS = {
    "number": "number",
    "time": "time",
    "out": "the merchant's call",
    "in": "PortOne's webhook",
    "answer": "answer",
}
"""By class, what stands above a column."""
_STYLE = """
.fact { margin: .15rem 0 0; }
.timeline { width: 100%; margin-top: 1rem; table-layout: fixed; }
.timeline td { min-width: 0; vertical-align: top; overflow-wrap: anywhere; }
.timeline .number { width: 5rem; text-align: right; }
.timeline .time { width: 9rem; text-align: right; }
.timeline .answer { width: 5rem; text-align: center; }
.timeline td.out b::before { content: "→ "; }
.timeline td.in b::before { content: "← "; }
.timeline code { display: block; color: var(--quiet); }
@media (max-width: 56rem) {
  .timeline thead { display: none; }
  .timeline tr { display: grid; grid-template-columns: 3rem 1fr 4rem; border-bottom: 1px solid var(--line); }
  .timeline td:empty { display: none; }
  .timeline .number, .timeline .time, .timeline .answer { width: auto; }
  .timeline .number, .timeline .time { text-align: left; }
  .timeline .out, .timeline .in { grid-area: 2 / 1 / auto / -1; }
  .timeline .answer { grid-area: 1 / 3; align-self: start; }
}
"""
_ERRORS = 400


def render(timeline: Timeline) -> str:
    """The timeline as one HTML page."""
    shown = printable(timeline)
    return page(HEADING, f"{HEADING}: {shown.title}", joined(*_body(shown)), _STYLE)


def _body(timeline: Timeline) -> Iterator[Markup]:
    yield tag("p", timeline.title, class_="headline")
    yield from (tag("p", f"{name}: {text}", class_="quiet fact") for name, text in timeline.facts.items())
    if not timeline.rows:
        yield tag("p", "no exchanges")
        return
    head = tag("tr", *(tag("th", text, scope="col", class_=name) for name, text in _COLUMNS.items()))
    table = tag("table", tag("thead", head), tag("tbody", *map(_row, timeline.rows)), class_="timeline")
    yield tag("div", table, class_="wide")


def _row(row: Row) -> Markup:
    told = joined(tag("b", subject(row)), tag("code", f"{row.method} {row.path}"))
    out, back = (told, "") if row.direction == "out" else ("", told)
    offset = "?" if row.offset is None else f"{row.offset:+,.3f} s"
    return tag(
        "tr",
        tag("td", str(row.number), class_="number"),
        tag("td", offset, class_="time"),
        tag("td", out, class_="out"),
        tag("td", back, class_="in"),
        tag("td", str(row.status), class_=f"answer {'bad' if row.status >= _ERRORS else 'good'}"),
    )
