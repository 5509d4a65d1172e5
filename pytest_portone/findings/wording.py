"""The words of findings, the same in every format."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.contracts.policy import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.findings.model import Finding, Place, Report

MEANINGS: Mapping[Verdict, str] = {
    "breaking": "the policy forbids it",
    "review": "a person has to look at it",
    "exempt": "of an UNSTABLE operation, which nothing binds",
    "allowed": "the policy permits it",
}
STALE = "Accepted in vain: take it off the list, or look again"
TOUCHES = "touches what you use"
NOTHING = "nothing differs"


def headline(report: Report) -> str:
    """What was looked at, and how many findings there are of each verdict."""
    counts = Counter(each.verdict for each in report.findings)
    told = [f"{report.title}: {', '.join(f'{counts[each]:,} {each}' for each in VERDICTS)}"]
    if report.usage:
        told.append(f"{sum(each.touches for each in report.findings):,} touch what you use, as {report.usage} tells")
    if accepted := sum(bool(each.accepted) for each in report.findings):
        told.append(f"{accepted:,} accepted")
    return "; ".join(told)


def change(finding: Finding) -> str:
    """What stood there, and what stands there now."""
    return f"{finding.before or 'nothing'} -> {finding.after or 'nothing'}"


def clause(finding: Finding) -> str:
    """The clause that it rests on, in words."""
    return str(CLAUSES[finding.clause])


def place(each: Place) -> str:
    """One place, with the exchanges that show it."""
    told = f"{each.operation} {each.path}"
    return f"{told} ({_named(each.sources)})" if each.sources else told


def marks(finding: Finding) -> list[str]:
    """What else there is to say of it."""
    return [*([TOUCHES] if finding.touches else []), *([f"accepted: {finding.accepted}"] if finding.accepted else [])]


def title(finding: Finding) -> str:
    """The finding in a line."""
    return f"{finding.verdict}: {finding.text}: {finding.subject}: {change(finding)}"


def by_rule(findings: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """The findings of each rule; first what touches the merchant."""
    order = {each.rule: number for number, each in reversed(list(enumerate(findings)))}
    ranked = sorted(findings, key=lambda each: (order[each.rule], not each.touches))
    for rule, group in groupby(ranked, key=lambda each: each.rule):
        yield rule, list(group)


def hidden(report: Report) -> list[str]:
    """What is counted and not listed."""
    counts = Counter(each.verdict for each in report.findings) - Counter(each.verdict for each in report.visible)
    return [f"{counts[each]:,} {each} not listed; --all lists them" for each in VERDICTS if counts[each]]


def _named(sources: Sequence[str], most: int = 3) -> str:
    more = f" and {len(sources) - most} more" if len(sources) > most else ""
    return ", ".join(sources[:most]) + more
