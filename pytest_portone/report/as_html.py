"""One page that needs nothing else: to read without JavaScript, to filter with it.

A filter is the page's fragment, so it can be linked: `report.html#verdict=crash&q=refund`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pytest_portone.report import tally, wording
from pytest_portone.report.markup import Markup, joined, tag
from pytest_portone.report.page import choice, filter_form, page
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.report.model import Report
    from pytest_portone.report.tally import Cell, Distinct, Share, State

FILTERS = ("verdict", "blame", "operation", "kind")
SIGNS: Mapping[State, str] = {"good": "✓", "bad": "✗", "open": "?", "none": ""}
WIDTH, HEIGHT = 96, 10
"""Of a cell's bar, in SVG units."""


def render(report: Report) -> str:
    """The report as one HTML page."""
    shown = printable(report)
    return page(wording.TITLE, f"{wording.TITLE}: {wording.headline(shown)}", joined(*_body(shown)))


def _body(report: Report) -> Iterator[Markup]:
    if tally.empty(report):
        yield tag("p", wording.NOTHING)
        return
    found = tally.distinct(report)
    yield tag("p", wording.headline(report), class_="headline")
    yield tag("p", wording.circumstances(report), class_="quiet")
    yield _numbers(report, found)
    yield from _matrix(report, found)
    yield from _breaks(found)
    for heading, entries in wording.lists(report):
        items = [joined(tag("dt", what), tag("dd", text)) for what, text in entries]
        yield tag("section", tag("h2", heading), tag("dl", *items, class_="list"))
    if wording.coverage(report):
        yield _coverage(report)


def _numbers(report: Report, found: tuple[Distinct, ...]) -> Markup:
    levels = [each.level for each in found]
    numbers = (
        ("changes tried", report.tried),
        ("survived", report.survived),
        ("distinct breaks", len(found)),
        *((wording.LEVELS[level], levels.count(level)) for level in tally.LEVELS if level in levels),
    )
    return tag("ul", *(tag("li", tag("b", f"{number:,}"), f" {name}") for name, number in numbers), class_="numbers")


def _matrix(report: Report, found: tuple[Distinct, ...]) -> Iterator[Markup]:
    table = tally.matrix(report)
    broken = {(each.example.operation, each.example.kind) for each in found}
    if table.rows:
        head = [tag("th", name, scope="col") for name in ("operation", *table.kinds)]
        rows = [
            tag(
                "tr",
                tag("th", name, scope="row"),
                *(_cell(name, cell, (name, cell.kind) in broken) for cell in cells),
            )
            for name, cells in table.rows.items()
        ]
        caption = tag("caption", f"Changes {' / '.join(wording.RESULTS)}, by operation and kind")
        yield tag("h2", "Operations and kinds of change")
        yield tag("div", tag("table", caption, tag("thead", tag("tr", *head)), tag("tbody", *rows)), class_="wide")
    yield from (tag("p", line, class_="quiet") for line in wording.untried(report))


def _cell(operation: str, cell: Cell, linked: bool) -> Markup:  # noqa: FBT001
    if cell.state == "none":
        return tag("td", class_="none")
    told = ", ".join(f"{number:,} {name}" for number, name in zip(cell.counts, wording.RESULTS, strict=True))
    numbers = " / ".join(f"{each:,}" for each in cell.counts)
    inside = joined(tag("span", SIGNS[cell.state], aria_hidden="true", class_="sign"), f" {numbers}")
    if linked:
        inside = tag("a", inside, href=f"#{urlencode({'operation': operation, 'kind': cell.kind})}")
    return tag("td", _bar(cell), inside, class_=cell.state, title=told)


def _bar(cell: Cell) -> Markup:
    """A picture of the cell's counts; the numbers beside it say the same."""
    parts, left = [], 0.0
    for name, count in zip(("survived", "broke", "open"), cell.counts, strict=True):
        width = WIDTH * count / sum(cell.counts)
        parts.append(
            tag("rect", x=f"{left:.2f}", y="0", width=f"{width:.2f}", height=str(HEIGHT), class_=name)
            if count
            else ""
        )
        left += width
    return tag("svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", preserveAspectRatio="none", aria_hidden="true")


def _breaks(found: tuple[Distinct, ...]) -> Iterator[Markup]:
    if not found:
        return
    yield tag("h2", "Breaks")
    choices = ((name, sorted({str(getattr(each.example, name)) for each in found})) for name in FILTERS)
    yield filter_form(choice(name, values) for name, values in choices)
    yield tag("div", *map(_card, found), id="cards")


def _card(each: Distinct) -> Markup:
    found = each.example
    facts = [joined(tag("dt", name), tag("dd", text)) for name, text in wording.facts(each) if name != "hits"]
    tests = tag("ul", *(tag("li", tag("code", test)) for test in each.tests))
    facts.append(joined(tag("dt", "hits"), tag("dd", wording.counted(len(each.tests), "test"), tests)))
    facts.append(joined(tag("dt", "repeat"), tag("dd", tag("pre", tag("code", found.command)))))
    return tag(
        "details",
        tag(
            "summary",
            tag("span", wording.LEVELS[each.level], class_=f"level {each.level}"),
            tag("span", wording.title(found), class_="title"),
            tag("span", found.exception or wording.VERDICTS[found.verdict], class_="quiet"),
        ),
        tag("dl", *facts),
        class_=f"card {each.level}",
        id=f"break-{found.fingerprint}",
        **{f"data-{name}": str(getattr(found, name)) for name in FILTERS},
    )


def _coverage(report: Report) -> Markup:
    shares = tally.shares(report.coverage)
    table = tag("table", tag("tbody", *map(_share, shares)), class_="coverage")
    names = (tag("details", tag("summary", f"which {each.name}"), tag("p", ", ".join(each.met))) for each in shares)
    return tag("section", tag("h2", wording.COVERAGE), tag("div", table, class_="wide"), *names)


def _share(each: Share) -> Markup:
    told = f"{len(each.met):,} of {each.of:,}"
    meter = tag("meter", told, min="0", max=str(max(each.of, 1)), value=str(len(each.met)))
    return tag("tr", tag("th", each.name, scope="row"), tag("td", meter), tag("td", told))
