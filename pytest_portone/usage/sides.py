"""What was used of each operation and webhook, laid out for questions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_portone.usage.model import SENT, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_portone.contracts.model import Direction
    from pytest_portone.usage.model import Fact


@dataclass(slots=True)
class Side:
    """What travelled in one direction, whatever the status.

    Attributes:
        paths: the places.
        places: a type's name -> where it stood.
        values: a place -> the enum values or cases that stood there.
    """

    paths: set[str] = field(default_factory=set)
    places: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    values: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, fact: Fact) -> None:
        """Add what stood at a place."""
        if fact.path:
            self.paths.add(fact.path)
        if fact.kind == "type":
            self.places[fact.name].add(fact.path)
        elif fact.kind == "value":
            self.values[fact.path].add(fact.name)

    def has_field(self, path: str, name: str) -> bool:
        """Whether an object at a place had this field, or one that nobody knows the name of."""
        return f"{path}.{name}" in self.paths or f"{path}.{UNKNOWN}" in self.paths

    def had_value(self, path: str, value: str) -> bool:
        """Whether this enum value or case stood at a place, or one that nobody knows the name of."""
        return not self.values.get(path, set()).isdisjoint((value, UNKNOWN))


@dataclass(slots=True)
class Used:
    """What was used of one operation or webhook."""

    sent: Side = field(default_factory=Side)
    received: Side = field(default_factory=Side)

    def side(self, direction: Direction) -> Side:
        """What travelled in a direction."""
        return self.sent if direction == "input" else self.received

    def add(self, fact: Fact) -> None:
        """Add what was met on one side."""
        (self.sent if fact.side == SENT else self.received).add(fact)


def by_operation(facts: Iterable[Fact]) -> Mapping[str, Used]:
    """Ids of operations, and `webhook VERSION` -> what was used of them."""
    found = frozenset(facts)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for each in found:
        if each.kind == "id":
            names[each.subject].add(each.name)
    used: defaultdict[str, Used] = defaultdict(Used)
    for each in found:
        for name in names.get(each.subject, {each.subject} if each.side else ()):
            used[name].add(each)
    return dict(used)
