"""Fields of an object in both contracts, the tag among them: what rules about fields share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.defaults import other_defaults
from pytest_portone.contracts.changes.model import Change
from pytest_portone.contracts.expressions import text
from pytest_portone.contracts.model import Field, ObjectType, Scalar, UnionType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.contracts.changes.model import Kind, TypePair
    from pytest_portone.contracts.model import Contract, Tag


def fields_of(contract: Contract, named: ObjectType) -> Mapping[str, Field]:
    """The fields of an object by name. Its tag is one more, which is always there."""
    tag = contract.tag_of(named.name)
    return {**named.fields, **({} if tag is None else {tag.field: Field(tag.field, Scalar("string"), required=True)})}


def shown(field: Field) -> str:
    """A field as text."""
    return f"{'' if field.required else 'optional '}{text(field.type)}"


def removed_fields(pair: TypePair) -> Iterator[Change]:
    """Fields that only the older contract has."""
    old, new = _both(pair)
    for name in [each for each in old if each not in new]:
        yield Change(name, shown(old[name]), "", f".{name}")


def added_fields(pair: TypePair, *, required: bool | None) -> Iterator[Change]:
    """Fields that only the newer contract has: required ones, optional ones, or with None all."""
    old, new = _both(pair)
    for name in [each for each in new if each not in old]:
        if required in (None, new[name].required):
            yield Change(name, "", shown(new[name]), f".{name}")


def changed_fields(pair: TypePair, *, required: bool) -> Iterator[Change]:
    """Fields of both that became required, or optional."""
    old, new = _both(pair)
    for name in [each for each in old if each in new]:
        if new[name].required is required and old[name].required is not required:
            yield Change(name, shown(old[name]), shown(new[name]), f".{name}")


def changed_defaults(pair: TypePair, *, kind: Kind) -> Iterator[Change]:
    """Fields of both, optional in both, whose default was added, removed or changed."""
    old, new = _both(pair)
    fields = [(old[name], new[name]) for name in old if name in new]
    for before, after in other_defaults(fields, kind):
        yield Change(after.name, before.default or "", after.default or "", f".{after.name}")


def changed_tag(pair: TypePair) -> Iterator[Change]:
    """The tag of two objects that are marked by the same field, each with a value of its own."""
    if not isinstance(pair.old, ObjectType) or not isinstance(pair.new, ObjectType):
        return
    old, new = pair.old_contract.tag_of(pair.old.name), pair.new_contract.tag_of(pair.new.name)
    if not old or not new or old.field != new.field or old.value == new.value:
        return
    if _marks(pair.old_contract, pair.old, old).isdisjoint(_marks(pair.new_contract, pair.new, new)):
        yield Change(new.field, old.value, new.value, f".{new.field}")


def _marks(contract: Contract, named: ObjectType, tag: Tag) -> set[str]:
    """Every value that the tag of an object can have: it may be a case more than once."""
    unions = [each for each in contract.types.values() if isinstance(each, UnionType) and each.tag == tag.field]
    return {tag.value} | {value for each in unions for value, case in each.cases.items() if case == named.name}


def _both(pair: TypePair) -> tuple[Mapping[str, Field], Mapping[str, Field]]:
    """The fields on both sides; none where one of them is no object."""
    if not isinstance(pair.old, ObjectType) or not isinstance(pair.new, ObjectType):
        return {}, {}
    return fields_of(pair.old_contract, pair.old), fields_of(pair.new_contract, pair.new)
