"""How much of the contract the tests have met: what they received, against all that there is to receive."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_portone.contracts.errors import UnknownNameError
from pytest_portone.contracts.evolution import places
from pytest_portone.contracts.model import EnumType, Ref, UnionType
from pytest_portone.report.model import Coverage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pytest_portone.contracts.model import Contract, Side


class _Known(NamedTuple):
    """All names that a contract's answers and webhooks can bring."""

    statuses: frozenset[str]
    values: frozenset[str]
    cases: frozenset[str]


@dataclass(slots=True)
class Exercised:
    """Collects what was received. The errors of an answer count by its status: they are no union with a name."""

    operations: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)

    def add(self, contract: Contract, operation_id: str, status: int, value: Any) -> None:
        """Add an answer.

        Args:
            contract: what the answer is read by.
            operation_id: whose answer it is.
            status: the HTTP status.
            value: the decoded body; None where there is none. Where it is not of its type, no more is counted.

        Raises:
            UnknownNameError: the contract has no such operation. A status that it lacks only counts as a call.
        """
        self.operations.add(contract.operation(operation_id).id)
        side = _sides(contract).get((operation_id, status))
        if side is not None:
            self.statuses.add(f"{operation_id} {status}")
            self._meet(contract, side, value)

    def add_webhook(self, contract: Contract, version: str, value: Any) -> None:
        """Add the decoded body of a webhook of this version.

        Raises:
            UnknownNameError: the contract has no such webhook version.
        """
        if version not in contract.webhooks:
            raise UnknownNameError("webhook version", version, contract.webhooks)
        self._meet(contract, contract.webhooks[version], value)

    def _meet(self, contract: Contract, target: str | Side, value: Any) -> None:
        known = _known(contract)
        for place in places(contract, target, value):
            if isinstance(place.type, EnumType):
                self._count(self.values, known.values, f"{place.type.name}.{place.value}")
            elif isinstance(place.type, UnionType) and isinstance(place.value, dict):
                self._count(self.cases, known.cases, f"{place.type.name}.{place.value.get(place.type.tag)}")

    @staticmethod
    def _count(names: set[str], known: frozenset[str], name: str) -> None:
        if name in known:
            names.add(name)

    def merge(self, plain: Mapping[str, Iterable[str]]) -> None:
        """Add what another has collected, as `plain` gives it."""
        for kind, names in plain.items():
            getattr(self, kind).update(names)

    def plain(self) -> dict[str, list[str]]:
        """What was collected as data that goes from process to process: sorted names by kind."""
        return {each.name: sorted(getattr(self, each.name)) for each in fields(self)}

    def coverage(self, contract: Contract) -> Coverage:
        """What was met of a contract. Names that only another contract has are left out."""
        known = _known(contract)
        return Coverage(
            *_share(self.operations, contract.operations.keys()),
            *_share(self.statuses, known.statuses),
            *_share(self.values, known.values),
            *_share(self.cases, known.cases),
        )


def _share(met: Iterable[str], known: Collection[str]) -> tuple[tuple[str, ...], int]:
    return tuple(sorted(each for each in met if each in known)), len(known)


def _sides(contract: Contract) -> Mapping[tuple[str, int], Side]:
    """Every answer by operation and status; gathered once per contract."""
    kept: dict[tuple[str, int], Side] = vars(contract).setdefault("_answer_sides", {})
    if not kept:
        for operation in contract.operations.values():
            for status in contract.statuses(operation):
                kept[operation.id, status] = contract.answer(operation, status)
    return kept


def _known(contract: Contract) -> _Known:
    """What can be received; gathered once per contract."""
    kept: dict[str, _Known] = vars(contract).setdefault("_receivable", {})
    if not kept:
        kept["known"] = _gathered(contract)
    return kept["known"]


def _gathered(contract: Contract) -> _Known:
    sides = _sides(contract)
    webhooks = (Ref(each) for each in contract.webhooks.values())
    types = [contract.type(each) for each in contract.reachable(*sides.values(), *webhooks)]
    return _Known(
        frozenset(f"{operation} {status}" for operation, status in sides),
        frozenset(f"{each.name}.{value}" for each in types if isinstance(each, EnumType) for value in each.values),
        frozenset(f"{each.name}.{tag}" for each in types if isinstance(each, UnionType) for tag in each.cases),
    )
