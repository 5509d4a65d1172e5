"""The contract run's items, as pytest sees them: `portone::<area>::<operation>`, and `portone::<group>::stateful`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pytest

from pytest_portone.contract_run.options import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytest_portone.contracts.model import Operation

STATEFUL = "stateful"
Kind: TypeAlias = Literal["operation", "stateful"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What one item is about: an operation alone, or a group of operations in sequence."""

    kind: Kind
    area: str
    name: str
    operations: tuple[str, ...]

    @property
    def node_id(self) -> str:
        """The item's node id."""
        return f"{ROOT}::{self.area}::{self.name}"

    @property
    def row(self) -> str:
        """Which row of the summary it counts for."""
        return self.area if self.kind == "operation" else f"{self.area}, {STATEFUL}"


def subjects(operations: Iterable[Operation], has_links: Callable[[tuple[str, ...]], bool]) -> Iterator[Subject]:
    """The subjects of a run: groups first, since they take longest, then every operation.

    Args:
        operations: what is run, in the contract's order.
        has_links: whether operations, given by their ids, can be called in sequence.
    """
    operations = list(operations)
    groups: dict[str, list[str]] = {}
    for operation in operations:
        groups.setdefault(operation.area.partition(".")[0], []).append(operation.id)
    for group, members in groups.items():
        if len(members) > 1 and has_links(tuple(members)):
            yield Subject("stateful", group, STATEFUL, tuple(members))
    for operation in operations:
        yield Subject("operation", operation.area, operation.id, (operation.id,))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an item came to: what is counted, and the text of its failure, if it failed."""

    counts: dict[str, Any] = field(default_factory=dict)
    failure: str | None = None


Examine: TypeAlias = "Callable[[Subject], Verdict]"


class Root(pytest.Collector):
    """What the areas of a contract run stand below."""

    def __init__(self, *, subjects: Iterable[Subject], examine: Examine, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._subjects = list(subjects)
        self._examine = examine

    def collect(self) -> Iterator[Area]:
        """A collector for each area."""
        for area in dict.fromkeys(each.area for each in self._subjects):
            members = [each for each in self._subjects if each.area == area]
            yield Area.from_parent(self, name=area, subjects=members, examine=self._examine)


class Area(pytest.Collector):
    """The subjects of one area of the API."""

    def __init__(self, *, subjects: Iterable[Subject], examine: Examine, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._subjects = list(subjects)
        self._examine = examine

    def collect(self) -> Iterator[ContractItem]:
        """An item for each subject."""
        for each in self._subjects:
            yield ContractItem.from_parent(self, name=each.name, subject=each, examine=self._examine)


class ContractItem(pytest.Item):
    """One subject of the contract run."""

    def __init__(self, *, subject: Subject, examine: Examine, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.subject = subject
        self._examine = examine

    def runtest(self) -> None:
        """Run Schemathesis over the subject.

        Raises:
            pytest.fail.Exception: what was found.
        """
        verdict = self._examine(self.subject)
        self.user_properties += verdict.counts.items()
        if verdict.failure is not None:
            pytest.fail(verdict.failure, pytrace=False)

    def reportinfo(self) -> tuple[str, None, str]:
        """Where pytest says that the item is."""
        return ROOT, None, self.nodeid
