"""Differences that have one cause are one finding: a change of a type is met in every operation that uses it."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.findings.model import Finding, Place, Report, Seen
from pytest_portone.known import LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from pytest_portone.contracts.changes import Difference, Verdict
    from pytest_portone.known import Known

Touches: TypeAlias = "Callable[[Difference], bool]"
"""Whether a difference reaches what the merchant uses."""
Cause: TypeAlias = tuple[str, ...]


def fold(seen: Iterable[Seen], texts: Mapping[str, str], touches: Touches = lambda _: False) -> tuple[Finding, ...]:
    """The findings, the worst first, else in the order in which they were met.

    Args:
        seen: what differs, and where it was met.
        texts: a rule's id -> what has happened, in a few words.
        touches: whether the merchant uses what a difference is about.
    """
    causes: dict[Cause, list[Seen]] = {}
    for each in seen:
        causes.setdefault((*each.difference.cause, each.difference.verdict), []).append(each)
    found = [_finding(cause, group, texts, touches) for cause, group in causes.items()]
    return tuple(sorted(found, key=lambda each: VERDICTS.index(each.verdict)))


def judged(report: Report, failing: Collection[Verdict], accepted: Sequence[Known], today: date) -> Report:
    """The report with what fails and what the user accepts marked, and what is accepted in vain listed.

    Args:
        report: what was found.
        failing: verdicts that fail the run, where they are not accepted.
        accepted: fingerprints, each with a reason and the last day on which it counts.
        today: in the user's calendar.
    """
    reasons = {each.fingerprint: each.reason for each in accepted if each.until >= today}
    found = {each.fingerprint for each in report.findings}
    past = {e.fingerprint: f"accepted until {e.until}: {e.reason}" for e in accepted if e.until < today}
    gone = {e.fingerprint: f"not found any more: {e.reason}" for e in accepted if e.fingerprint not in found}
    findings = (replace(each, accepted=reasons.get(each.fingerprint, "")) for each in report.findings)
    marked = tuple(replace(each, fails=each.verdict in failing and not each.accepted) for each in findings)
    return replace(report, findings=marked, stale=past | gone)


def _finding(cause: Cause, group: Sequence[Seen], texts: Mapping[str, str], touches: Touches) -> Finding:
    first = group[0].difference
    return Finding(
        rule=first.rule,
        clause=first.clause,
        verdict=first.verdict,
        direction=first.direction,
        type=first.type,
        field=first.field,
        before=first.before,
        after=first.after,
        text=texts[first.rule],
        places=tuple(_places(group, touches)),
        fingerprint=sha256("\n".join(cause).encode()).hexdigest()[:LENGTH],
    )


def _places(group: Sequence[Seen], touches: Touches) -> Iterable[Place]:
    """Each place once, with every exchange that shows it."""
    places: dict[tuple[str, str], dict[str, None]] = {}
    touched: set[tuple[str, str]] = set()
    for each in group:
        key = each.difference.operation, each.difference.path
        places.setdefault(key, {}).update({each.source: None} if each.source else {})
        touched |= {key} if touches(each.difference) else set()
    for key, sources in places.items():
        yield Place(*key, tuple(sources), key in touched)
