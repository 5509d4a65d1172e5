"""One page that needs nothing else, and no script: the timeline, its numbers, the changelog."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.findings.wording import MEANINGS, by_rule, change, clause, place
from pytest_portone.history import as_svg, wording
from pytest_portone.history.statistics import by_verdict, count
from pytest_portone.report.markup import Markup, joined, tag
from pytest_portone.report.page import page
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.findings.model import Finding
    from pytest_portone.history.model import History, Step
    from pytest_portone.history.wording import Table

LEVELS: Mapping[Verdict, str] = {"breaking": "fails", "review": "warns", "exempt": "known", "allowed": "good"}
"""How a step is coloured: the page's own names."""
_OPEN: frozenset[Verdict] = frozenset({"breaking", "review"})
"""What is to be seen at once when a step is opened."""


def render(history: History) -> str:
    """The history as one HTML page; nothing is hidden."""
    shown = printable(history)
    own = resources.files("pytest_portone.history").joinpath("page.css").read_text(encoding="utf-8")
    body = joined(*_body(shown))
    return page(wording.TITLE, f"{wording.TITLE}: {wording.headline(shown)}", body, own + as_svg.style())


def _body(history: History) -> Iterator[Markup]:
    yield tag("p", wording.headline(history), class_="headline")
    yield tag("p", history.source, class_="quiet")
    yield _numbers(history)
    table = _table(wording.versions(history))
    numbers = tag("details", tag("summary", "the numbers of the picture"), table)
    yield tag("figure", tag("div", as_svg.picture(history), class_="picture"), numbers)
    if history.skipped:
        items = [joined(tag("dt", each.label), tag("dd", each.reason)) for each in history.skipped]
        yield tag("section", tag("h2", wording.skipped(history)), tag("dl", *items, class_="list"))
    yield tag("h2", "Changelog")
    yield from map(_step, reversed(history.steps))
    for each in wording.tables(history):
        yield tag("section", tag("h2", each.title), _table(each))


def _numbers(history: History) -> Markup:
    verdicts = count(history, history.findings).verdicts
    items = (
        tag("li", tag("b", f"{verdicts[each]:,}"), f" {name}", title=MEANINGS[each])
        for each, name in wording.NAMES.items()
    )
    return tag("ul", tag("li", tag("b", f"{len(history.versions):,}"), " versions"), *items, class_="numbers")


def _step(step: Step) -> Markup:
    title = tag("span", f"{step.old} → {step.new}", class_="title")
    if not step.findings:
        return tag("p", title, tag("span", wording.NOTHING, class_="quiet"), class_="card nothing")
    numbers = by_verdict(step.findings)
    chips = (
        tag("span", f"{numbers[each]:,} {name}", class_=f"chip {each}")
        for each, name in wording.NAMES.items()
        if numbers[each]
    )
    groups = (group for each in VERDICTS for group in _groups(step, each))
    return tag(
        "details",
        tag("summary", title, *chips),
        tag("div", *groups),
        class_=f"card {LEVELS[step.findings[0].verdict]}",
    )


def _groups(step: Step, verdict: Verdict) -> Iterator[Markup]:
    """A part for each rule, and a heading where there are any."""
    found = [each for each in step.findings if each.verdict == verdict]
    if found:
        yield tag("h3", wording.NAMES[verdict], class_=verdict)
    for rule, group in by_rule(found):
        summary = tag("summary", tag("code", rule), f" {group[0].text} ", tag("b", f"{len(group):,}"))
        told = tag("p", clause(group[0]), class_="quiet")
        yield tag("details", summary, told, _findings(group), open=verdict in _OPEN, class_="rule")


def _findings(group: Sequence[Finding]) -> Markup:
    return tag("ul", *map(_finding, group))


def _finding(finding: Finding) -> Markup:
    first, *others = (tag("code", place(each)) for each in finding.places)
    more = tag("details", tag("summary", f"and {len(others):,} more"), *(tag("div", each) for each in others))
    what = joined(tag("b", finding.subject), " ", tag("code", change(finding)))
    return tag("li", what, tag("div", first, class_="quiet"), *([more] if others else []))


def _table(table: Table) -> Markup:
    head = tag("tr", *(tag("th", name, scope="col") for name in table.head))
    rows = (tag("tr", tag("th", row[0], scope="row"), *_cells(table, row)) for row in table.rows)
    body = tag("table", tag("thead", head), tag("tbody", *rows), class_="plain", aria_label=table.title)
    return tag("div", body, class_="wide")


def _cells(table: Table, row: Sequence[str]) -> Iterator[Markup]:
    for text, number in zip(row[1:], table.numeric[1:], strict=True):
        yield tag("td", text, class_="number" if number else "words")
