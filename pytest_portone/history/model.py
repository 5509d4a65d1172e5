"""The one model of a history: every format is written from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.findings.model import Finding

WEBHOOKS = "webhook"
"""The area of what no operation has."""
_DAYS = 365.2425 / 12
"""Of a month."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one version to the next.

    Attributes:
        old: label of the older version.
        new: label of the newer version.
        since: the day of the older; None where it is not known.
        when: the day of the newer; None where it is not known.
        findings: what differs, each cause once, the worst first.
    """

    old: str
    new: str
    since: date | None
    when: date | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A version that can't be read: its label, and why."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    """Versions in a row.

    Attributes:
        source: where they come from, such as `bundled contracts`.
        steps: in the order of the versions, at least one; each begins where the one before it ends.
        areas: area of each operation that a finding reaches.
        skipped: versions that can't be read, and were passed over.
        hidden: verdicts that formats for people count and don't list one by one.
    """

    source: str
    steps: tuple[Step, ...]
    areas: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[Unreadable, ...] = ()
    hidden: frozenset[Verdict] = frozenset()

    @property
    def versions(self) -> tuple[tuple[str, date | None], ...]:
        """Label and day of each version that was read."""
        first = self.steps[0]
        return (first.old, first.since), *((each.new, each.when) for each in self.steps)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those of all steps."""
        return tuple(found for step in self.steps for found in step.findings)

    @property
    def dated(self) -> bool:
        """Whether each version has a day, and none is before the one that it follows."""
        days = [day for _, day in self.versions if day is not None]
        return len(days) == len(self.versions) and days == sorted(days)

    @property
    def months(self) -> float | None:
        """How long it is from the first version to the last; None where that is not known."""
        first, *_, last = [day for _, day in self.versions]
        return (last - first).days / _DAYS if self.dated and first and last else None

    def areas_of(self, finding: Finding) -> tuple[str, ...]:
        """The areas that a finding reaches, each once; webhooks have one of their own."""
        return tuple(dict.fromkeys(self.areas.get(each.operation, WEBHOOKS) for each in finding.places))
