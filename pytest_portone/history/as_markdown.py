"""The changelog and the numbers as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.findings.as_markdown import SIGNS
from pytest_portone.findings.wording import by_rule, change, place
from pytest_portone.history import wording
from pytest_portone.report.as_markdown import bounded, code, prose
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.findings.model import Finding
    from pytest_portone.history.model import History, Step
    from pytest_portone.history.wording import Table


def render(history: History) -> str:
    """The history as Markdown; what is beyond GitHub's limit is left out, and that is said."""
    return bounded(_blocks(printable(history)))


def _blocks(history: History) -> Iterator[str]:
    yield f"## {wording.TITLE}"
    yield f"**{prose(wording.headline(history))}**"
    yield f"Of {prose(history.source)}"
    if history.skipped:
        yield "\n".join(f"- {prose(each.label)} can't be read: {prose(each.reason)}" for each in history.skipped)
    yield from _table(wording.versions(history))
    for step in reversed(history.steps):
        yield f"### {prose(wording.step(step))}"
        yield from _changelog(step, history)
    for table in wording.tables(history):
        yield from _table(table)


def _changelog(step: Step, history: History) -> Iterator[str]:
    for verdict in VERDICTS:
        found = [each for each in step.findings if each.verdict == verdict]
        if found:
            yield f"#### {SIGNS[verdict]} {wording.NAMES[verdict]}"
        if verdict in history.hidden and found:
            yield "\n".join(f"- {prose(wording.examples(group))}" for _, group in by_rule(found))
            continue
        for rule, group in by_rule(found):
            yield "\n".join([f"{code(rule)}: {prose(group[0].text)}", "", *map(_finding, group)])


def _finding(finding: Finding) -> str:
    first, *others = finding.places
    more = f" and {len(others):,} more" if others else ""
    return f"- {code(finding.subject)}: {code(change(finding))}; in {code(place(first))}{more}"


def _table(table: Table) -> Iterator[str]:
    rule = tuple("---:" if number else "---" for number in table.numeric)
    rows = [table.head, rule, *(tuple(map(prose, row)) for row in table.rows)]
    yield f"### {table.title}"
    yield "\n".join(f"| {' | '.join(row)} |" for row in rows)
