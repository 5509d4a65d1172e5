"""Two types walked side by side, from a root of a request or an answer to all that is inside, each pair once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pytest_portone.contracts.changes.model import TypePair
from pytest_portone.contracts.model import EnumType, ListOf, MapOf, ObjectType, Ref, UnionType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_portone.contracts.model import Contract, Direction, Resolved, TypeExpr

Key: TypeAlias = tuple[str, str]


class Visit(NamedTuple):
    """A pair of types at the first place where the walk meets it.

    Attributes:
        path: of that place.
        type: the named type that it is, or that it stands in.
        field: the field of that type that it stands in; empty where it is the type itself.
        pair: what stands there in both contracts.
    """

    path: str
    type: str
    field: str
    pair: TypePair


class _Step(NamedTuple):
    path: str
    owner: str
    field: str
    old: TypeExpr | EnumType
    new: TypeExpr | EnumType


class Walker:
    """Walks the types of two contracts in one direction."""

    def __init__(self, old: Contract, new: Contract, direction: Direction) -> None:
        self._old, self._new, self._direction = old, new, direction

    def walk(self, path: str, old: TypeExpr, new: TypeExpr) -> Iterator[Visit]:
        """Every pair of types that can be met below `path`, breadth first: the path told is one of the shortest."""
        seen: set[Key] = set()
        steps = [_Step(path, "", "", old, new)]
        for step in steps:
            key = _named(step)
            if key in seen:
                continue
            seen |= {key} if key else set()
            pair = TypePair(
                self._old,
                self._new,
                self._direction,
                _resolved(self._old, step.old),
                _resolved(self._new, step.new),
            )
            yield Visit(step.path, *((key[1], "") if key else (step.owner, step.field)), pair)
            steps += self._inside(step, pair)

    def _inside(self, step: _Step, pair: TypePair) -> Iterator[_Step]:
        inside = _INSIDE.get((type(pair.old), type(pair.new)))
        return inside(step, pair.old, pair.new) if inside else iter(())


def _fields(step: _Step, old: ObjectType, new: ObjectType) -> Iterator[_Step]:
    for name in [each for each in old.fields if each in new.fields]:
        yield _Step(f"{step.path}.{name}", new.name, name, old.fields[name].type, new.fields[name].type)


def _cases(step: _Step, old: UnionType, new: UnionType) -> Iterator[_Step]:
    """The cases of the same tag; where another field tells them apart, each against each."""
    pairs = [(tag, other) for tag in old.cases for other in new.cases if tag == other or old.tag != new.tag]
    for tag, other in pairs:
        yield _Step(step.path, new.name, "", Ref(old.cases[tag]), Ref(new.cases[other]))


def _split(step: _Step, old: ObjectType, new: UnionType) -> Iterator[_Step]:
    """An object that became a oneOf: against each case, and what tells them apart against what stood there."""
    if new.tag in old.fields:
        yield _Step(f"{step.path}.{new.tag}", new.name, new.tag, old.fields[new.tag].type, _tags(new))
    for case in new.cases.values():
        yield _Step(step.path, new.name, "", Ref(old.name), Ref(case))


def _joined(step: _Step, old: UnionType, new: ObjectType) -> Iterator[_Step]:
    """A oneOf that became an object: the same the other way round."""
    if old.tag in new.fields:
        yield _Step(f"{step.path}.{old.tag}", new.name, old.tag, _tags(old), new.fields[old.tag].type)
    for case in old.cases.values():
        yield _Step(step.path, new.name, "", Ref(case), Ref(new.name))


def _items(step: _Step, old: ListOf, new: ListOf) -> Iterator[_Step]:
    yield _Step(f"{step.path}[*]", step.owner, step.field, old.item, new.item)


def _values(step: _Step, old: MapOf, new: MapOf) -> Iterator[_Step]:
    yield _Step(f"{step.path}.*", step.owner, step.field, old.value, new.value)


_INSIDE: Mapping[tuple[type, type], Callable[[_Step, Any, Any], Iterator[_Step]]] = {
    (ObjectType, ObjectType): _fields,
    (UnionType, UnionType): _cases,
    (ObjectType, UnionType): _split,
    (UnionType, ObjectType): _joined,
    (ListOf, ListOf): _items,
    (MapOf, MapOf): _values,
}
"""What is inside of a pair, by the kinds of both."""


def _named(step: _Step) -> Key | None:
    """What tells a pair of named types from others; None where one of them has no name."""
    return (step.old.name, step.new.name) if isinstance(step.old, Ref) and isinstance(step.new, Ref) else None


def _tags(union: UnionType) -> EnumType:
    """What the tag of a oneOf can be."""
    return EnumType(f"{union.name}.{union.tag}", tuple(union.cases))


def _resolved(contract: Contract, expr: TypeExpr | EnumType) -> Resolved:
    return expr if isinstance(expr, EnumType) else contract.resolve(expr)
