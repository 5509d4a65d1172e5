"""Markdown as GitHub shows it in the summary of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.findings import wording
from pytest_portone.report.as_markdown import bounded, code, prose
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.findings.model import Finding, Report

SIGNS: Mapping[Verdict, str] = {"breaking": "❌", "review": "⚠️", "exempt": "🧪", "allowed": "✅"}


def render(report: Report) -> str:
    """The report as Markdown; what is beyond GitHub's limit is left out, and that is said."""
    return bounded(_blocks(printable(report)))


def _blocks(report: Report) -> Iterator[str]:
    yield f"## {prose(report.heading)}"
    yield f"**{prose(wording.headline(report))}**"
    if report.facts:
        yield "\n".join(f"- {prose(name)}: {prose(text)}" for name, text in report.facts.items())
    for verdict in VERDICTS:
        if found := [each for each in report.visible if each.verdict == verdict]:
            yield f"### {SIGNS[verdict]} {verdict}: {wording.MEANINGS[verdict]}"
            for _, group in wording.by_rule(found):
                yield from _rule(group)
    if report.stale:
        yield f"### {wording.STALE}"
        yield "\n".join(f"- {code(mark)}: {prose(why)}" for mark, why in report.stale.items())
    yield from map(prose, wording.hidden(report))


def _rule(group: Sequence[Finding]) -> Iterator[str]:
    yield f"#### {code(group[0].rule)}: {prose(group[0].text)}"
    yield prose(wording.clause(group[0]))
    head = ["| what | before | after | where | fingerprint |", "| --- | --- | --- | --- | --- |"]
    yield "\n".join([*head, *map(_row, group)])


def _row(finding: Finding) -> str:
    marks = "".join(f"<br>{prose(each)}" for each in wording.marks(finding))
    where = "<br>".join(code(wording.place(each)) for each in finding.places)
    ends = (code(each) if each else "" for each in (finding.before, finding.after))
    cells = (code(finding.subject) + marks, *ends, where, code(finding.fingerprint))
    return f"| {' | '.join(cells)} |"
