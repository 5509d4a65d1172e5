"""One page that needs nothing else: to read without JavaScript, to filter with it.

A filter is the page's fragment, so it can be linked: `changes.html#verdict=breaking&q=refund`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.findings import wording
from pytest_portone.report.markup import Markup, joined, tag
from pytest_portone.report.page import choice, filter_form, page
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.findings.model import Finding, Report

FILTERS = ("verdict", "rule", "direction", "type")
LEVELS: Mapping[Verdict, str] = {"breaking": "fails", "review": "warns", "exempt": "known", "allowed": "good"}
"""How a card is coloured: the page's own names."""


def render(report: Report) -> str:
    """The report as one HTML page; nothing is hidden."""
    shown = printable(report)
    return page(shown.heading, f"{shown.heading}: {wording.headline(shown)}", joined(*_body(shown)))


def _body(report: Report) -> Iterator[Markup]:
    yield tag("p", wording.headline(report), class_="headline")
    yield from (tag("p", f"{name}: {text}", class_="quiet") for name, text in report.facts.items())
    counts = Counter(each.verdict for each in report.findings)
    numbers = (
        tag("li", tag("b", f"{counts[each]:,}"), tag("a", f" {each}", href=f"#verdict={each}"), title=meaning)
        for each, meaning in wording.MEANINGS.items()
    )
    yield tag("ul", *numbers, class_="numbers")
    if not report.findings:
        yield tag("p", wording.NOTHING)
        return
    yield tag("h2", "Findings")
    yield filter_form([*_choices(report), *_touching(report)])
    yield tag("div", *map(_card, report.findings), id="cards")
    if report.stale:
        items = [joined(tag("dt", mark), tag("dd", why)) for mark, why in report.stale.items()]
        yield tag("section", tag("h2", wording.STALE), tag("dl", *items, class_="list"))


def _choices(report: Report) -> Iterator[Markup]:
    for name in FILTERS:
        values = {str(getattr(each, name)) for each in report.findings} - {""}
        known = [each for each in VERDICTS if each in values]
        yield choice(name, known or sorted(values))


def _touching(report: Report) -> Iterator[Markup]:
    if report.usage:
        yield choice("touches", ("yes", "no"))


def _card(finding: Finding) -> Markup:
    facts = (
        ("rule", finding.rule),
        ("clause", wording.clause(finding)),
        ("before", finding.before or "nothing"),
        ("after", finding.after or "nothing"),
        ("direction", finding.direction),
        ("fingerprint", finding.fingerprint),
        ("accepted", finding.accepted),
    )
    told = [joined(tag("dt", name), tag("dd", text)) for name, text in facts if text]
    places = tag("ul", *(tag("li", tag("code", wording.place(each))) for each in finding.places))
    marks = (tag("span", each, class_="level mark") for each in wording.marks(finding))
    return tag(
        "details",
        tag(
            "summary",
            tag("span", finding.verdict, class_=f"level {LEVELS[finding.verdict]}"),
            *marks,
            tag("span", f"{finding.subject}: {finding.text}", class_="title"),
            tag("span", wording.change(finding), class_="quiet"),
        ),
        tag("dl", *told, joined(tag("dt", "where"), tag("dd", places))),
        class_=f"card {LEVELS[finding.verdict]}",
        id=f"finding-{finding.fingerprint}",
        data_touches="yes" if finding.touches else "no",
        **{f"data-{name}": str(getattr(finding, name)) for name in FILTERS},
    )
