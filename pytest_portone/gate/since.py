"""What really happened between two contracts, done to one value: with the names and values of the newer one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pytest_portone.contracts.evolution import Evolution, EvolutionKind, root_type
from pytest_portone.contracts.model import EnumType, ListOf, MapOf, ObjectType, Ref, UnionType
from pytest_portone.gate.changes import Change, Subject
from pytest_portone.gate.spots import KINDS, Spot, anywhere
from pytest_portone.sandbox.generation import Generator, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.model import Operation, Resolved, Side, TypeExpr
    from pytest_portone.contracts.schema import Path

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_Found: TypeAlias = tuple[Evolution, str]
"""A change, and which of several values it brings."""


class _Place(NamedTuple):
    """A value with what it is in the older contract and in the newer."""

    path: Path
    old: Resolved
    new: Resolved
    value: Any


@dataclass(frozen=True, slots=True)
class Since:
    """Fields, enum values and union cases that the newer contract has and the older has not."""

    old: Contract
    new: Contract

    def changes(self, subject: Subject, value: Any) -> Iterable[Change]:
        """All that can be tried on a value, from the outside in."""
        targets = self._targets(subject)
        if targets is None:
            return
        old, new = root_type(self.old, targets[0]), root_type(self.new, targets[1])
        if old is None or new is None:
            return
        for place in self._places(_Place((), old, new, value)):
            for evolution, to in self._at(place):
                spot = Spot(subject.name, subject.status, anywhere(evolution.path), KINDS[evolution.kind], to)
                yield Change(spot, evolution)

    def _targets(self, subject: Subject) -> tuple[Side | TypeExpr, Side | TypeExpr] | None:
        """What the value is in both contracts; None where one of them does not know it."""
        if subject.operation is None:
            version = subject.name.removeprefix("webhook ")
            old_name, new_name = (contract.webhooks.get(version) for contract in (self.old, self.new))
            return (Ref(old_name), Ref(new_name)) if old_name and new_name else None
        old, new = (_answer(contract, subject.operation, subject.status) for contract in (self.old, self.new))
        return (old, new) if old and new else None

    def _places(self, place: _Place) -> Iterator[_Place]:
        yield place
        for inner in self._inside(place):
            yield from self._places(inner)

    def _inside(self, place: _Place) -> Iterator[_Place]:
        path, value = place.path, place.value
        match place.old, place.new:
            case ObjectType() as old, ObjectType() as new if isinstance(value, dict):
                for name in [each for each in value if each in old.fields and each in new.fields]:
                    yield self._below(place, name, old.fields[name].type, new.fields[name].type)
            case UnionType() as old, UnionType() as new if isinstance(value, dict) and old.tag == new.tag:
                tag = value.get(old.tag)
                if isinstance(tag, str) and tag in old.cases and tag in new.cases:
                    cases = self.old.resolve(Ref(old.cases[tag])), self.new.resolve(Ref(new.cases[tag]))
                    yield _Place(path, *cases, value)
            case ListOf(old), ListOf(new) if isinstance(value, list):
                for index in range(len(value)):
                    yield self._below(place, index, old, new)
            case MapOf(old), MapOf(new) if isinstance(value, dict):
                for key in value:
                    yield self._below(place, key, old, new)

    def _below(self, place: _Place, step: str | int, old: TypeExpr, new: TypeExpr) -> _Place:
        return _Place((*place.path, step), self.old.resolve(old), self.new.resolve(new), place.value[step])

    def _at(self, place: _Place) -> Iterator[_Found]:
        path, value = place.path, place.value
        match place.old, place.new:
            case ObjectType() as old, ObjectType() as new if isinstance(value, dict):
                for name in [each for each in new.fields if each not in old.fields and each not in value]:
                    made = self._made(new.fields[name].type, value)
                    yield Evolution("unknown field", (*path, name), "2.4", None, made), ""
            case EnumType() as old, EnumType() as new if value in new.values:
                for each in [each for each in new.values if each not in old.values and each != value]:
                    yield Evolution("unknown enum value", path, "2.4", value, each), each
            case UnionType() as old, UnionType() as new if isinstance(value, dict):
                for tag in [each for each in new.cases if each not in old.cases and each != value.get(new.tag)]:
                    made = self._made(Ref(new.cases[tag]), value) | {new.tag: tag}
                    yield Evolution(self._kind(new), path, "2.4", value, made), tag

    def _kind(self, union: UnionType) -> EvolutionKind:
        if union.name in self.new.webhooks.values():
            return "unknown webhook type"
        return "unknown case" if union.name in self.new.types else "unknown error type"

    def _made(self, expr: TypeExpr, around: dict[str, Any]) -> Any:
        """A value of a new type: what the object around it has under the same names stays."""
        return Generator(self.new, Random(0), _NOW).value(expr, Scope(around))  # noqa: S311 - the same each time


def _answer(contract: Contract, operation: Operation, status: int) -> Side | None:
    """The answer with that status of the operation with the same method and path."""
    for each in contract.operations.values():
        if (each.method, each.path) == (operation.method, operation.path) and status in contract.statuses(each):
            return contract.answer(each, status)
    return None
