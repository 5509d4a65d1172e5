"""A contract's types as strategies: one row per kind of type, each type compiled once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from pytest_portone.contracts.expressions import text
from pytest_portone.contracts.model import (
    AliasType,
    Contract,
    EnumType,
    ListOf,
    MapOf,
    NamedType,
    ObjectType,
    Ref,
    Scalar,
    TypeExpr,
    UnionType,
)
from pytest_portone.strategies.arrays import arrays
from pytest_portone.strategies.loops import loops
from pytest_portone.strategies.records import choices, records
from pytest_portone.strategies.scalars import KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hypothesis.strategies import SearchStrategy

    from pytest_portone.strategies.sense import Sense

_LONGEST = 5
"""No list is longer, however light its items are."""
_MOST_CHOICES = 400
"""A list of heavy items is shorter: about so many draws in all, so that the largest types stay within Hypothesis's
limits."""
_SPARE_TURNS = 2
"""A recursive type goes deeper than its smallest value by so many turns."""


class Drawn(NamedTuple):
    """A strategy, and about how many draws a value of it takes. With no strategy, there is no value."""

    strategy: SearchStrategy[Any] | None
    weight: float


_NEVER = Drawn(None, 0)


class _Loop(NamedTuple):
    """Types that lead back to each other, and how many more turns are left within them."""

    names: frozenset[str]
    turns: int


@dataclass(slots=True)
class Compiler:
    """Strategies for the types of one contract, whose values make one kind of sense."""

    contract: Contract
    sense: Sense
    _named: dict[tuple[str, int], Drawn] = field(default_factory=dict)
    _loops: dict[str, frozenset[str]] | None = None

    def strategy(self, expr: TypeExpr, *, place: str = "", filled: bool = False) -> SearchStrategy[Any]:
        """Values of a type.

        Args:
            expr: the type.
            place: where the value stands, as `Owner.field`; it may say more than the type about what makes sense.
            filled: whether a list or a map that is the value itself has something in it.

        Raises:
            InvalidArgument: no finite value is of the type.
            UnknownNameError: the contract lacks a type.
        """
        return _some(self._filled(expr, place) if filled else self._drawn(expr, place, None), text(expr))

    def one_of(self, names: Iterable[str]) -> SearchStrategy[Any]:
        """Values of any of these types, as if they were the cases of a union.

        Raises:
            InvalidArgument: none of the types has a finite value.
        """
        return _some(_union(self._drawn(Ref(name), "", None) for name in names), ", ".join(names))

    def _filled(self, expr: TypeExpr, place: str) -> Drawn:
        match self.contract.resolve(expr):
            case ListOf(item):
                return _lists(self._filled(item, place), least=1)
            case MapOf(item):
                return _maps(self._filled(item, place), least=1)
        return self._drawn(expr, place, None)

    def _drawn(self, expr: TypeExpr, place: str, loop: _Loop | None) -> Drawn:
        match expr:
            case Scalar(name):
                return Drawn(self.sense.scalar(name, place), 1)
            case ListOf(item):
                return _lists(self._drawn(item, place, loop), least=self.sense.least(place))
            case MapOf(item):
                return _maps(self._drawn(item, place, loop), least=0)
            case Ref(name):
                return self._reference(name, place, loop)

    def _reference(self, name: str, place: str, loop: _Loop | None) -> Drawn:
        named = self.contract.type(name)
        if isinstance(named, EnumType):
            values = self.sense.values(named, place)
            return Drawn(st.sampled_from(values), 1) if values else _NEVER
        names = self._recursive().get(name)
        if names is None:
            return self._once(named, None)
        if loop and loop.names == names:
            return self._once(named, _Loop(names, loop.turns - 1)) if loop.turns else _NEVER
        return self._entered(named, names)

    def _entered(self, named: NamedType, names: frozenset[str]) -> Drawn:
        """A recursive type met from outside: as deep as its smallest value needs, and a little deeper."""
        for turns in range(len(names) + 1):
            if self._once(named, _Loop(names, turns)).strategy is not None:
                return self._once(named, _Loop(names, turns + _SPARE_TURNS))
        return _NEVER

    def _once(self, named: NamedType, loop: _Loop | None) -> Drawn:
        key = (named.name, loop.turns if loop else 0)
        if key not in self._named:
            self._named[key] = self._by_kind(named, loop)
        return self._named[key]

    def _by_kind(self, named: NamedType, loop: _Loop | None) -> Drawn:
        match named:
            case ObjectType():
                return self._object(named, loop)
            case UnionType(cases=cases):
                return _union(self._drawn(Ref(case), "", loop) for case in cases.values())
            case AliasType(name=name, type=expr):
                return self._drawn(expr, name, loop)
            case EnumType(name=name):
                return self._drawn(Ref(name), "", loop)

    def _object(self, named: ObjectType, loop: _Loop | None) -> Drawn:
        tag = self.contract.tag_of(named.name)
        fields = [each for each in named.fields.values() if not (tag and each.name == tag.field)]
        drawn = {each.name: self._drawn(each.type, f"{named.name}.{each.name}", loop) for each in fields}
        required = {each.name: drawn[each.name] for each in fields if each.required}
        optional = {each.name: drawn[each.name] for each in fields if not each.required}
        if any(each.strategy is None for each in required.values()):
            return _NEVER
        strategy = records(
            {tag.field: tag.value} if tag else {},
            _present(required),
            _present(optional),
            self.sense.finish(self.contract, named),
        )
        weights = sum(each.weight for each in required.values()), sum(each.weight for each in optional.values())
        return Drawn(strategy, weights[0] + choices(len(optional)) + weights[1] / 2)

    def _recursive(self) -> dict[str, frozenset[str]]:
        if self._loops is None:
            self._loops = loops(self.contract)
        return self._loops


def _some(drawn: Drawn, what: str) -> SearchStrategy[Any]:
    if drawn.strategy is None:
        raise InvalidArgument(f"no finite value is of type {what}: it contains itself in a required field")
    return drawn.strategy


def _present(fields: dict[str, Drawn]) -> dict[str, SearchStrategy[Any]]:
    return {name: each.strategy for name, each in fields.items() if each.strategy is not None}


def _union(cases: Iterable[Drawn]) -> Drawn:
    """The lightest case first, for a failing example shrinks towards it."""
    possible = sorted((each for each in cases if each.strategy is not None), key=lambda each: each.weight)
    if not possible:
        return _NEVER
    weight = 1 + sum(each.weight for each in possible) / len(possible)
    return Drawn(st.one_of([each.strategy for each in possible if each.strategy is not None]), weight)


def _lists(item: Drawn, *, least: int) -> Drawn:
    return _collection(item, least, lambda inner, most: arrays(inner, least, most))


def _maps(item: Drawn, *, least: int) -> Drawn:
    return _collection(item, least, lambda inner, most: st.dictionaries(KEY, inner, min_size=least, max_size=most))


def _collection(item: Drawn, least: int, make: Callable[[SearchStrategy[Any], int], SearchStrategy[Any]]) -> Drawn:
    if item.strategy is None:
        return _NEVER if least else Drawn(make(st.nothing(), 0), 1)
    most = max(least, min(_LONGEST, math.floor(_MOST_CHOICES / item.weight)), 1)
    return Drawn(make(item.strategy, most), 1 + (least + most) / 2 * (1 + item.weight))
