"""Where changes come from: what the policy permits, what it forbids, what really happened since a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pytest_portone.contracts.evolution import Evolution, evolutions
from pytest_portone.contracts.forbidden import forbidden
from pytest_portone.gate.spots import KINDS, Spot, anywhere

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.model import Operation, Side, TypeExpr
    from pytest_portone.contracts.schema import Path

_TAGS = frozenset({"unknown case", "unknown error type", "unknown webhook type"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a value is: the answer of an operation, or a webhook.

    Attributes:
        name: the operation's id, or `webhook VERSION`.
        status: the answer's HTTP status; 0 for a webhook.
        target: its type, as `Contract.validate` takes it.
        operation: the operation; None for a webhook.
    """

    name: str
    status: int
    target: Side | TypeExpr
    operation: Operation | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one value."""

    spot: Spot
    evolution: Evolution

    @property
    def territory(self) -> Path:
        """What it changes, with all that is inside: under a tag nobody knows, that is the whole object."""
        path = self.evolution.path
        return path[:-1] if self.evolution.kind in _TAGS and isinstance(self.evolution.before, str) else path


class Source(Protocol):
    """Where changes come from."""

    def changes(self, subject: Subject, value: Any) -> Iterable[Change]:
        """All that can be tried on a value, from the outside in."""


@dataclass(frozen=True, slots=True)
class Permitted:
    """What clauses 0, 2.4 and W1 permit."""

    contract: Contract

    def changes(self, subject: Subject, value: Any) -> Iterable[Change]:
        """All that can be tried on a value, from the outside in."""
        return named(subject, evolutions(self.contract, subject.target, value))


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What nothing permits: there a test has to fail."""

    contract: Contract

    def changes(self, subject: Subject, value: Any) -> Iterable[Change]:
        """All that can be tried on a value, from the outside in."""
        return named(subject, forbidden(self.contract, subject.target, value))


def named(subject: Subject, found: Iterable[Evolution]) -> list[Change]:
    """Changes of a value with the spots that they stand at."""
    return [Change(Spot(subject.name, subject.status, anywhere(each.path), KINDS[each.kind]), each) for each in found]


def compatible(changes: Iterable[Change]) -> list[Change]:
    """As many of the changes as can be made together, the outer ones first."""
    kept: list[Change] = []
    taken: set[Path] = set()
    for each in changes:
        path = each.evolution.path
        if not any(path[:length] in taken for length in range(len(path) + 1)):
            kept.append(each)
            taken.add(each.territory)
    return kept
