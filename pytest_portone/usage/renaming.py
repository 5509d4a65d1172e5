"""Facts under names of other contracts: operations are known by how they are called, types by where they stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.operations import address, by_address
from pytest_portone.contracts.model import Operation, Ref
from pytest_portone.sandbox.routing import parameter_names
from pytest_portone.usage.model import SENT, Fact, webhook
from pytest_portone.usage.names import answer_roots, names_at, sent_roots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.changes.operations import Address
    from pytest_portone.usage.names import Root


def renamed(facts: Iterable[Fact], old: Contract, new: Contract) -> Iterator[Fact]:
    """The facts with the ids, parameters and types that the differences of two contracts name.

    Names of types are added, and those that the facts have stay: they tell more exactly what stood there.
    """
    webhooks = {webhook(version): name for version, name in new.webhooks.items()}
    newer, older = _Renamer(new, by_address(new)), _Renamer(old, by_address(old))
    for subject, group in _by_subject(facts).items():
        if subject in webhooks:
            yield from _typed(group, new, [("$", Ref(webhooks[subject]))])
        elif newer.knows(subject):
            yield from newer.renamed(subject, group)
        elif older.knows(subject):
            yield from older.renamed(subject, group)
        else:
            yield from group


def _by_subject(facts: Iterable[Fact]) -> Mapping[str, list[Fact]]:
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for each in facts:
        found[each.subject].append(each)
    return found


@dataclass(frozen=True, slots=True)
class _Renamer:
    """Gives facts the names of one contract."""

    contract: Contract
    operations: Mapping[Address, Operation]

    def knows(self, subject: str) -> bool:
        """Whether the contract has this operation."""
        return _address(subject) in self.operations

    def renamed(self, subject: str, facts: Iterable[Fact]) -> Iterator[Fact]:
        """The facts of an operation."""
        operation = self.operations[_address(subject)]
        yield Fact("id", subject, name=operation.id)
        sides: defaultdict[str, list[Fact]] = defaultdict(list)
        for each in _with_parameters(facts, subject, operation):
            sides[each.side].append(each)
        for side, group in sides.items():
            yield from _typed(group, self.contract, self._roots(operation.id, side))

    def _roots(self, operation_id: str, side: str) -> Iterator[Root]:
        if side == SENT:
            return sent_roots(self.contract, operation_id)
        return answer_roots(self.contract, operation_id, int(side))


def _address(subject: str) -> Address:
    method, _, path = subject.partition(" ")
    return address(Operation("", method, path))


def _with_parameters(facts: Iterable[Fact], subject: str, operation: Operation) -> Iterator[Fact]:
    """The facts of both sides, with the names that an operation's path has for its parameters."""
    names = zip(parameter_names(subject), parameter_names(operation.path), strict=True)
    roots = {f"$.path.{before}": f"$.path.{after}" for before, after in names}
    for each in facts:
        if each.side == SENT and each.path in roots:
            yield each._replace(path=roots[each.path])
        elif each.side:
            yield each


def _typed(facts: Iterable[Fact], contract: Contract, roots: Iterable[Root]) -> Iterator[Fact]:
    """The facts of one side, and the names that a contract has for the types at their places."""
    found = list(facts)
    yield from found
    if found:
        _, subject, side, _, _ = found[0]
        for path, name in names_at(contract, roots, {each.path for each in found}):
            yield Fact("type", subject, side, path, name)
