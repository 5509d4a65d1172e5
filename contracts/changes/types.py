"""Values of a type in both contracts: enums, oneOfs, and whether one type's values are all another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change
from pytest_portone.contracts.expressions import text
from pytest_portone.contracts.model import EnumType, ListOf, MapOf, ObjectType, Scalar, UnionType
from pytest_portone.contracts.scalars import MEDIA_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.contracts.changes.model import TypePair
    from pytest_portone.contracts.model import Resolved

_WIDER: Mapping[str, frozenset[str]] = {
    "int32": frozenset({"int64", "integer", "double", "number"}),
    "int64": frozenset({"integer", "number"}),
    "integer": frozenset({"number"}),
    "double": frozenset({"number"}),
    "date-time": frozenset({"string"}),
    "date": frozenset({"string"}),
}
"""Scalars whose values are all values of others: an int64 is no double, which has not so many digits."""
_STRUCTURES = (ObjectType, UnionType)
_STRING = Scalar("string")
_OPEN = MapOf(Scalar("any"))
"""A map of anything, which is an object of anything."""


def removed_values(pair: TypePair) -> Iterator[Change]:
    """Enum values that only the older contract has."""
    if isinstance(pair.old, EnumType) and isinstance(pair.new, EnumType):
        known = set(pair.new.values)
        for value in [each for each in pair.old.values if each not in known]:
            yield Change(value, value, "")


def added_values(pair: TypePair) -> Iterator[Change]:
    """Enum values that only the newer contract has."""
    if isinstance(pair.old, EnumType) and isinstance(pair.new, EnumType):
        known = set(pair.old.values)
        for value in [each for each in pair.new.values if each not in known]:
            yield Change(value, "", value)


def opened_enums(pair: TypePair) -> Iterator[Change]:
    """An enum that became a string."""
    if isinstance(pair.old, EnumType) and pair.new == _STRING:
        yield Change("", _shown(pair.old), _shown(pair.new))


def closed_enums(pair: TypePair) -> Iterator[Change]:
    """A string that became an enum."""
    if pair.old == _STRING and isinstance(pair.new, EnumType):
        yield Change("", _shown(pair.old), _shown(pair.new))


def removed_cases(pair: TypePair) -> Iterator[Change]:
    """Cases that only the older contract has, where the tag is the same."""
    if same_tag(pair.old, pair.new):
        assert isinstance(pair.old, UnionType)  # noqa: S101 - just asked
        assert isinstance(pair.new, UnionType)  # noqa: S101
        for tag in [each for each in pair.old.cases if each not in pair.new.cases]:
            yield Change(tag, pair.old.cases[tag], "")


def added_cases(pair: TypePair) -> Iterator[Change]:
    """Cases that only the newer contract has, where the tag is the same."""
    if same_tag(pair.old, pair.new):
        assert isinstance(pair.old, UnionType)  # noqa: S101 - just asked
        assert isinstance(pair.new, UnionType)  # noqa: S101
        for tag in [each for each in pair.new.cases if each not in pair.old.cases]:
            yield Change(tag, "", pair.new.cases[tag])


def same_tag(old: Resolved, new: Resolved) -> bool:
    """Whether both are oneOfs that the same field tells apart."""
    return isinstance(old, UnionType) and isinstance(new, UnionType) and old.tag == new.tag


def replaced(pair: TypePair, *, fits: bool) -> Iterator[Change]:
    """A type in the place of another of a different kind.

    Args:
        pair: what stood there, and what stands there.
        fits: whether nothing is lost by it: an input takes all that it took, an output has nothing that it had not.
    """
    old, new = pair.old, pair.new
    if _alike(old, new) or (pair.direction == "output" and _opened_or_closed(old, new)):
        return
    narrow, wide = (old, new) if pair.direction == "input" else (new, old)
    if within(narrow, wide) is fits:
        yield Change("", _shown(old), _shown(new))


def _alike(old: Resolved, new: Resolved) -> bool:
    """Whether other rules tell the difference: what is inside is compared, or nothing is different."""
    if isinstance(old, _STRUCTURES) and isinstance(new, _STRUCTURES):
        return True
    if isinstance(old, Scalar):
        return old == new or (old.name == "object" and new == _OPEN)
    return type(old) is type(new) or (old == _OPEN and new == Scalar("object"))


def _opened_or_closed(old: Resolved, new: Resolved) -> bool:
    """Whether a string became an enum of an output, or an enum a string: no reader crashes at either."""
    return {type(old), type(new)} == {EnumType, Scalar} and _STRING in (old, new)


def within(narrow: Resolved, wide: Resolved) -> bool:
    """Whether every value of one is a value of the other, told by their kinds."""
    if wide == _OPEN:
        wide = Scalar("object")
    if not isinstance(wide, Scalar):
        return False
    if wide.name == "any":
        return not isinstance(narrow, Scalar) or narrow.name not in MEDIA_TYPES
    if isinstance(narrow, Scalar):
        return wide.name == narrow.name or wide.name in _WIDER.get(narrow.name, ())
    if isinstance(narrow, EnumType):
        return wide.name == "string"
    return wide.name == "object" and isinstance(narrow, ObjectType | UnionType | MapOf)


def _shown(resolved: Resolved) -> str:
    if isinstance(resolved, Scalar | ListOf | MapOf):
        return text(resolved)
    kinds = {ObjectType: "object", UnionType: "oneOf", EnumType: "enum"}
    return f"{kinds[type(resolved)]} {resolved.name}"
