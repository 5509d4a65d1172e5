"""What is inside of a pair of types: the places one step further in, in both contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pytest_portone.contracts.model import EnumType, ListOf, MapOf, ObjectType, Ref, UnionType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_portone.contracts.changes.model import TypePair
    from pytest_portone.contracts.model import Contract, TypeExpr

Names: TypeAlias = "tuple[str, str]"
"""Of a type in the older contract and of what it became in the newer."""
Pair: TypeAlias = "tuple[TypeExpr | EnumType, TypeExpr | EnumType]"
"""What stands at a place, as it is written there."""


class Spot(NamedTuple):
    """What a place belongs to: the named types around it, and their field; none where it is the type itself."""

    types: Names = ("", "")
    field: str = ""


class Inner(NamedTuple):
    """A place one step further in.

    Attributes:
        step: what it adds to the path.
        spot: what it belongs to; None where that is what the outer place belongs to.
        pair: what stands there.
    """

    step: str
    spot: Spot | None
    pair: Pair


def inside(pair: TypePair) -> Iterator[Inner]:
    """The places one step further in that both have; none where one of them is a single value, or of another kind."""
    kind = _INSIDE.get((type(pair.old), type(pair.new)))
    return kind(pair, pair.old, pair.new) if kind else iter(())


def _fields(_pair: TypePair, old: ObjectType, new: ObjectType) -> Iterator[Inner]:
    for name in [each for each in old.fields if each in new.fields]:
        types = old.fields[name].type, new.fields[name].type
        yield Inner(f".{name}", Spot((old.name, new.name), name), types)


def _cases(_pair: TypePair, old: UnionType, new: UnionType) -> Iterator[Inner]:
    """The cases of the same tag; where another field tells them apart, each against each."""
    pairs = [(tag, other) for tag in old.cases for other in new.cases if tag == other or old.tag != new.tag]
    for tag, other in pairs:
        yield Inner("", None, (Ref(old.cases[tag]), Ref(new.cases[other])))


def _split(pair: TypePair, old: ObjectType, new: UnionType) -> Iterator[Inner]:
    """An object that became a oneOf: against each case, and what tells them apart against what stood there.

    One that was marked as a case by itself goes to that case alone where it is sent; a reader may meet each.
    """
    mark = _mark(pair.old_contract, old, new.tag)
    before = mark or (old.fields[new.tag].type if new.tag in old.fields else None)
    if before:
        yield Inner(f".{new.tag}", Spot((old.name, new.name), new.tag), (before, _tags(new)))
    met = new.cases if pair.direction == "output" else _cases_of(new, mark)
    for case in met.values():
        yield Inner("", None, (Ref(old.name), Ref(case)))


def _joined(pair: TypePair, old: UnionType, new: ObjectType) -> Iterator[Inner]:
    """A oneOf that became an object: the same the other way round; the others of one that is marked are gone."""
    mark = _mark(pair.new_contract, new, old.tag)
    after = mark or (new.fields[old.tag].type if old.tag in new.fields else None)
    if after:
        yield Inner(f".{old.tag}", Spot((old.name, new.name), old.tag), (_tags(old), after))
    for case in _cases_of(old, mark).values():
        yield Inner("", None, (Ref(case), Ref(new.name)))


def _items(_pair: TypePair, old: ListOf, new: ListOf) -> Iterator[Inner]:
    yield Inner("[*]", None, (old.item, new.item))


def _values(_pair: TypePair, old: MapOf, new: MapOf) -> Iterator[Inner]:
    yield Inner(".*", None, (old.value, new.value))


_INSIDE: Mapping[tuple[type, type], Callable[[TypePair, Any, Any], Iterator[Inner]]] = {
    (ObjectType, ObjectType): _fields,
    (UnionType, UnionType): _cases,
    (ObjectType, UnionType): _split,
    (UnionType, ObjectType): _joined,
    (ListOf, ListOf): _items,
    (MapOf, MapOf): _values,
}
"""By the kinds of both."""


def _tags(union: UnionType) -> EnumType:
    """What the tag of a oneOf can be."""
    return EnumType(f"{union.name}.{union.tag}", tuple(union.cases))


def _mark(contract: Contract, named: ObjectType, field: str) -> EnumType | None:
    """What a case that stands by itself has in the field that tells cases apart; None where that is no such field."""
    tag = contract.tag_of(named.name)
    return EnumType(f"{named.name}.{field}", (tag.value,)) if tag and tag.field == field else None


def _cases_of(union: UnionType, mark: EnumType | None) -> Mapping[str, str]:
    """The cases that an object can be: the one that it is marked as, or each."""
    return {tag: case for tag, case in union.cases.items() if mark is None or tag in mark.values}
