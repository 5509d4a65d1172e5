"""The one model of what is told about contracts and traffic: every format is written from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.contracts.changes import Difference, Verdict
    from pytest_portone.contracts.model import Direction


@dataclass(frozen=True, slots=True)
class Seen:
    """One difference, and where it was met.

    Attributes:
        difference: what differs.
        source: the exchange that shows it, such as `refund.yaml, exchange 3`; empty where contracts are compared.
    """

    difference: Difference
    source: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One place that a finding reaches.

    Attributes:
        operation: the operation's id, or `webhook VERSION`.
        path: JSON path.
        sources: the exchanges that show it, each once.
        touches: whether the merchant uses it; False as well where nothing is known of that.
    """

    operation: str
    path: str
    sources: tuple[str, ...] = ()
    touches: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What differs, told once with all places that it reaches.

    Attributes:
        rule: the rule's id.
        clause: a key of `pytest_portone.contracts.policy.CLAUSES`.
        verdict: what the clause makes of it.
        direction: which way the value travels.
        type: the named type that it stands in; empty where there is none.
        field: the field, parameter, value or case; empty where it is about the whole.
        before: what stood there, or was expected; empty where there was nothing.
        after: what stands there now, or was received; empty where there is nothing.
        text: what has happened, in a few words.
        places: where, at least one.
        fingerprint: the same in every run for the same cause.
        accepted: why it is accepted; empty where it is not.
        fails: whether it makes the run fail.
    """

    rule: str
    clause: str
    verdict: Verdict
    direction: Direction
    type: str
    field: str
    before: str
    after: str
    text: str
    places: tuple[Place, ...]
    fingerprint: str
    accepted: str = ""
    fails: bool = False

    @property
    def subject(self) -> str:
        """What it is about: a type and its field, or an operation."""
        return ".".join(each for each in (self.type, self.field) if each) or self.places[0].operation

    @property
    def touches(self) -> bool:
        """Whether the merchant uses one of its places."""
        return any(each.touches for each in self.places)


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found.

    Attributes:
        heading: what was done, such as `Contract changes`.
        title: what was looked at, such as `2024-10-24 -> 2026-07-03`.
        findings: the worst first.
        hidden: verdicts that formats for people count and don't list.
        stale: fingerprints that are listed as accepted and were not found, or whose day is past -> why.
        facts: what else is to be known, such as how many exchanges were read; name -> text.
        file: the file that the findings are about, for formats that point at one; empty where there is none.
        usage: where what the merchant uses was read; empty where that is not known.
    """

    heading: str
    title: str
    findings: tuple[Finding, ...]
    hidden: frozenset[Verdict] = frozenset()
    stale: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    usage: str = ""

    @property
    def visible(self) -> tuple[Finding, ...]:
        """What is listed. What is hidden is listed where the merchant uses it."""
        return tuple(each for each in self.findings if each.verdict not in self.hidden or each.touches)

    @property
    def fails(self) -> bool:
        """Whether something makes the run fail."""
        return any(each.fails for each in self.findings)
