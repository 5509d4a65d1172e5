"""Two contracts, compared: every rule asked at every place where it may apply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import ApiPair, Difference, OperationPair
from pytest_portone.contracts.changes.operations import (
    address,
    by_address,
    errors,
    path_parameters,
    query_parameters,
)
from pytest_portone.contracts.changes.rules import RULES
from pytest_portone.contracts.changes.walking import Walker
from pytest_portone.contracts.model import Ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.contracts.changes.model import Change, Rule, Subject, Verdict
    from pytest_portone.contracts.model import Contract, Direction, TypeExpr


def compare(old: Contract, new: Contract) -> tuple[Difference, ...]:
    """Every difference between two contracts that is visible on the wire, judged by the policy where it is used.

    Args:
        old: the contract that was promised.
        new: the contract that came after it.

    Returns:
        Operation by operation, in the order of the newer contract; those that are gone come first.
    """
    return tuple(_Comparison(old, new, _walker(old, new, "input"), _walker(old, new, "output")).all())


@dataclass(frozen=True, slots=True)
class _Comparison:
    old: Contract
    new: Contract
    taken: Walker
    given: Walker

    def all(self) -> Iterator[Difference]:
        for rule in _about("api"):
            for change in rule.find(ApiPair(self.old, self.new)):
                yield self._of_api(rule, change)
        known = by_address(self.old)
        for operation in self.new.operations.values():
            before = known.get(address(operation))
            if before:
                yield from self._operation(OperationPair(self.old, self.new, before, operation))
        for version, name in self.new.webhooks.items():
            if version in self.old.webhooks:
                place = _Place(f"webhook {version}", "output", webhook=True)
                yield from self._types(place, "$", Ref(self.old.webhooks[version]), Ref(name))

    def _of_api(self, rule: Rule, change: Change) -> Difference:
        operations = self.old.operations if change.before else self.new.operations
        operation = operations.get(change.field)
        name = change.field if operation else f"webhook {change.field}"
        place = _Place(name, rule.direction or "input", exempt=bool(operation and operation.unstable))
        return place.difference(rule, change, "$", "")

    def _operation(self, pair: OperationPair) -> Iterator[Difference]:
        exempt = pair.old.unstable
        for rule in _about("operation"):
            place = _Place(pair.new.id, rule.direction or "input", exempt=exempt)
            for change in rule.find(pair):
                yield place.difference(rule, change, "$", "")
        taken, given = _Place(pair.new.id, "input", exempt=exempt), _Place(pair.new.id, "output", exempt=exempt)
        for old, new in path_parameters(pair):
            yield from self._types(taken, f"$.path.{new.name}", old.type, new.type)
        for old, new in query_parameters(pair):
            yield from self._types(taken, f"$.query.{new.name}", old.type, new.type)
        if pair.old.body and pair.new.body:
            yield from self._types(taken, "$", pair.old.body.type, pair.new.body.type)
        answers = {each.status: each.type for each in pair.old.answers}
        for answer in pair.new.answers:
            before = answers.get(answer.status)
            if before is not None and answer.type is not None:
                yield from self._types(given, "$", before, answer.type)
        before_errors, after_errors = errors(self.old, pair.old), errors(self.new, pair.new)
        for name in [each for each in after_errors if each in before_errors]:
            yield from self._types(given, "$", Ref(before_errors[name]), Ref(after_errors[name]))

    def _types(self, place: _Place, path: str, old: TypeExpr, new: TypeExpr) -> Iterator[Difference]:
        walker = self.taken if place.direction == "input" else self.given
        for visit in walker.walk(path, old, new):
            for rule, change in visit.found:
                yield place.difference(rule, change, visit.path, visit.type, visit.field)


_WEBHOOKS: Mapping[Verdict, str] = {"allowed": "W1", "breaking": "W2"}
"""Webhooks have clauses of their own: what may be added, and that what breaks a receiver needs a new version."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where differences are found, and what that makes of a verdict."""

    operation: str
    direction: Direction
    exempt: bool = False
    webhook: bool = False

    def difference(self, rule: Rule, change: Change, path: str, type_name: str, field: str = "") -> Difference:
        return Difference(
            rule=rule.id,
            clause=_WEBHOOKS.get(rule.verdict, rule.clause) if self.webhook else rule.clause,
            verdict=self._verdict(rule),
            operation=self.operation,
            direction=self.direction,
            path=path + change.place,
            type=type_name,
            field=change.field or field,
            before=change.before,
            after=change.after,
        )

    def _verdict(self, rule: Rule) -> Verdict:
        """Nothing binds an UNSTABLE operation (clause 3)."""
        return "exempt" if self.exempt and rule.verdict != "allowed" else rule.verdict


def _about(subject: Subject) -> Iterator[Rule]:
    return (each for each in RULES if each.subject == subject)


def _walker(old: Contract, new: Contract, direction: Direction) -> Walker:
    return Walker(old, new, direction, [each for each in _about("type") if each.direction in (None, direction)])
