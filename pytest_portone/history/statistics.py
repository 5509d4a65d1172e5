"""What a history comes to in numbers: the same for every format, and for the gate."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_portone.contracts.changes import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.findings.model import Finding
    from pytest_portone.history.model import History
    from pytest_portone.report.model import Kind

KINDS: Mapping[str, Kind] = {
    "output-field-added": "new-field",
    "output-value-added": "new-enum-value",
    "output-case-added": "new-case",
    "error-added": "new-type",
    "output-field-removed": "field-gone",
}
"""A rule's id -> the kind of change that the gate tries for it. What the gate can't try has none."""
_WEBHOOK = "webhook "


def kind_of(finding: Finding) -> Kind | None:
    """The kind of change that the gate tries for it; None where there is none.

    A case that only the root of a webhook has is a webhook of a new type.
    """
    kind = KINDS.get(finding.rule)
    roots = (each.operation.startswith(_WEBHOOK) and each.path == "$" for each in finding.places)
    return "new-type" if kind == "new-case" and all(roots) else kind


@dataclass(frozen=True, slots=True)
class Statistics:
    """Findings, counted: each is one cause, however many places it reaches.

    Attributes:
        verdicts: of each verdict.
        rules: of each rule that occurs, the most frequent first.
        kinds: of each kind of change that the gate tries, the most frequent first.
        areas: of each area and verdict; one that reaches several areas counts in each.
    """

    verdicts: Mapping[Verdict, int]
    rules: Mapping[str, int]
    kinds: Mapping[Kind, int]
    areas: Mapping[str, Mapping[Verdict, int]]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.verdicts.values())

    @property
    def share(self) -> float:
        """The share of what is breaking, from 0 to 1; 0 where there is nothing."""
        return self.verdicts["breaking"] / self.total if self.total else 0.0


def count(history: History, findings: Iterable[Finding]) -> Statistics:
    """Count some findings of a history: those of a step, or of all."""
    every = tuple(findings)
    reached = [(area, each) for each in every for area in history.areas_of(each)]
    return Statistics(
        verdicts=by_verdict(every),
        rules=dict(Counter(each.rule for each in every).most_common()),
        kinds=dict(Counter(kind for each in every if (kind := kind_of(each))).most_common()),
        areas={
            name: by_verdict(each for area, each in reached if area == name)
            for name in sorted({area for area, _ in reached})
        },
    )


def by_verdict(findings: Iterable[Finding]) -> Mapping[Verdict, int]:
    """How many there are of each verdict; the worst first."""
    counted = Counter(each.verdict for each in findings)
    return {each: counted[each] for each in VERDICTS}


def by_year(history: History) -> Mapping[int, Statistics]:
    """What each year brought, told by the day of the version that shows it; empty where days are not known."""
    if not history.dated:
        return {}
    years = sorted({step.when.year for step in history.steps if step.when})
    of_year = {year: [step for step in history.steps if step.when and step.when.year == year] for year in years}
    return {year: count(history, (each for step in of_year[year] for each in step.findings)) for year in years}


def yearly(number: int, months: float | None) -> float | None:
    """How many that is in 12 months; None where no time has passed, or it is not known."""
    return round(number * 12 / months, 1) if months else None
