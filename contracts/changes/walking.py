"""Two types walked side by side, from a root of a request or an answer to all differences that are inside.

A pair of types is compared once in a direction, however many operations use it. A walk then follows only what leads
to a difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pytest_portone.contracts.changes.inside import Inner, Names, Pair, Spot, inside
from pytest_portone.contracts.changes.model import TypePair
from pytest_portone.contracts.model import EnumType, ListOf, MapOf, Ref, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_portone.contracts.changes.model import Change, Rule
    from pytest_portone.contracts.model import Contract, Direction, Resolved, TypeExpr

Found: TypeAlias = "tuple[tuple[Rule, Change], ...]"


class Visit(NamedTuple):
    """A pair of types with differences, at the first place where the walk meets it.

    Attributes:
        path: of that place.
        type: the named type that it is, or that it stands in.
        field: the field of that type that it stands in; empty where it is the type itself.
        found: the differences between the two, and the rules that they are told by.
    """

    path: str
    type: str
    field: str
    found: Found


class _Node(NamedTuple):
    """A pair, compared: the names of both where both have one, the differences, and what is one step further in."""

    names: Names | None
    found: Found
    inside: tuple[Inner, ...]


class Walker:
    """Walks the types of two contracts in one direction, and asks the rules that are given."""

    def __init__(self, old: Contract, new: Contract, direction: Direction, rules: Sequence[Rule]) -> None:
        self._old, self._new, self._direction, self._rules = old, new, direction, rules
        self._nodes: dict[Pair, _Node] = {}
        self._leading: set[Pair] = set()
        """Pairs with a difference in them, or further inside."""

    def walk(self, path: str, old: TypeExpr, new: TypeExpr) -> Iterator[Visit]:
        """Every pair of types that differs below `path`, breadth first: the path told is one of the shortest."""
        self._compare((old, new))
        seen: set[tuple[Spot, Pair]] = set()
        steps: list[tuple[str, Spot, Pair]] = [(path, Spot(), (old, new))]
        for place, outer, pair in steps:
            if pair not in self._leading:
                continue
            node = self._nodes[pair]
            spot = Spot(node.names) if node.names else outer
            if (spot, pair) in seen:
                continue
            seen.add((spot, pair))
            if node.found:
                yield Visit(place, spot.types[1], spot.field, node.found)
            steps += [(place + each.step, each.spot or spot, each.pair) for each in node.inside]

    def _compare(self, root: Pair) -> None:
        """Compare whatever can be met from `root` and was not met before."""
        fresh: list[Pair] = []
        pending = [root]
        for pair in pending:
            if pair not in self._nodes:
                self._nodes[pair] = self._node(pair)
                fresh.append(pair)
                pending += [each.pair for each in self._nodes[pair].inside]
        self._mark(fresh)

    def _mark(self, fresh: list[Pair]) -> None:
        """Mark those that differ, and from them upwards what they can be met from."""
        above: dict[Pair, list[Pair]] = {}
        for pair in fresh:
            for each in self._nodes[pair].inside:
                above.setdefault(each.pair, []).append(pair)
        leading = [each for each in (*fresh, *above) if each in self._leading or self._nodes[each].found]
        for pair in leading:
            self._leading.add(pair)
            leading += above.pop(pair, ())

    def _node(self, pair: Pair) -> _Node:
        old, new = _resolved(self._old, pair[0]), _resolved(self._new, pair[1])
        compared = TypePair(self._old, self._new, self._direction, old, new)
        found = tuple((rule, change) for rule in self._rules for change in rule.find(compared))
        before, after = _name(pair[0], old), _name(pair[1], new)
        return _Node((before, after) if before and after else None, found, tuple(inside(compared)))


_NAMELESS = (Scalar, ListOf, MapOf)


def _name(expr: TypeExpr | EnumType, resolved: Resolved) -> str:
    """The name of what a reference leads to; of the reference itself where that has none."""
    if not isinstance(expr, Ref):
        return ""
    return expr.name if isinstance(resolved, _NAMELESS) else resolved.name


def _resolved(contract: Contract, expr: TypeExpr | EnumType) -> Resolved:
    return expr if isinstance(expr, EnumType) else contract.resolve(expr)
