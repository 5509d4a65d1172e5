"""A tree for the terminal: verdicts, rules, findings, places. Its colours are taken out where nobody sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.findings import wording
from pytest_portone.findings.colour import painted
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.findings.model import Finding, Report

COLOURS: Mapping[Verdict, str] = {"breaking": "31", "review": "33", "exempt": "36", "allowed": "32"}
BOLD, DIM, MARK = "1", "2", "35"
PLACES = 3
"""So many places of a finding are told."""


def render(report: Report) -> str:
    """The report as a coloured tree."""
    return "\n".join(_lines(printable(report))) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield painted(wording.headline(report), BOLD)
    yield from (f"{name}: {text}" for name, text in report.facts.items())
    for verdict in VERDICTS:
        if found := [each for each in report.visible if each.verdict == verdict]:
            yield ""
            yield painted(f"{verdict}: {wording.MEANINGS[verdict]}", f"{COLOURS[verdict]};{BOLD}")
            yield from _branches(_rule(group, COLOURS[verdict]) for _, group in wording.by_rule(found))
    if report.stale:
        yield ""
        yield painted(wording.STALE, COLOURS["review"])
        yield from _branches(iter([f"{mark}: {why}"]) for mark, why in report.stale.items())
    if told := wording.hidden(report):
        yield ""
        yield from told


def _rule(group: Sequence[Finding], colour: str) -> Iterator[str]:
    first = group[0]
    yield f"{painted(first.rule, colour)}: {first.text}"
    yield painted(wording.clause(first), DIM)
    yield from _branches(map(_finding, group))


def _finding(finding: Finding) -> Iterator[str]:
    marks = "".join(f" {painted(each, MARK)}" for each in wording.marks(finding))
    head = f"{painted(finding.subject, BOLD)}: {wording.change(finding)}"
    yield f"{head} {painted(finding.fingerprint, DIM)}{marks}"
    places = sorted(finding.places, key=lambda each: not each.touches)
    yield from (f"  {wording.place(each)}" for each in places[:PLACES])
    if len(places) > PLACES:
        yield f"  and {len(places) - PLACES:,} more"


def _branches(branches: Iterable[Iterable[str]]) -> Iterator[str]:
    """The branches of a tree, drawn: each is a first line and what hangs on it."""
    every = list(branches)
    for number, branch in enumerate(every, 1):
        last = number == len(every)
        for index, line in enumerate(branch):
            yield (("└─ " if last else "├─ ") if index == 0 else ("   " if last else "│  ")) + line
