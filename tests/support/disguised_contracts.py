"""A contract in other words: all that isn't seen on the wire is different, and nothing else is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.contracts.model import AliasType, EnumType, ListOf, MapOf, ObjectType, Ref, UnionType

if TYPE_CHECKING:
    from pytest_portone.contracts.model import Contract, NamedType, Operation, TypeExpr

AFTER = "Renamed"


def disguised(contract: Contract, *, inline: bool = True) -> Contract:
    """Types, operations and path parameters have other names, nothing is in its order, prose and areas differ.

    With `inline`, what stood for a type expression is written out instead.
    """

    names = {each: each + AFTER for each in contract.types}

    def expr(each: TypeExpr) -> TypeExpr:
        match each:
            case Ref(name):
                named = contract.types[name]
                return expr(named.type) if inline and isinstance(named, AliasType) else Ref(names[name])
            case ListOf(inner):
                return ListOf(expr(inner))
            case MapOf(inner):
                return MapOf(expr(inner))
        return each

    def named(each: NamedType) -> NamedType:
        parts: dict[type, dict] = {
            ObjectType: {"fields": lambda: _turned(each.fields, lambda one: replace(one, type=expr(one.type)))},
            UnionType: {"cases": lambda: _turned(each.cases, names.__getitem__)},
            EnumType: {"values": lambda: each.values[::-1]},
            AliasType: {"type": lambda: expr(each.type)},
        }
        changes = {name: make() for name, make in parts[type(each)].items()}
        return replace(each, name=names[each.name], note="Other words.", **changes)

    def operation(each: Operation) -> Operation:
        return replace(
            each,
            id=each.id + AFTER,
            path=re.sub(r"\{(\w+)\}", rf"{{\1{AFTER}}}", each.path),
            area=f"{each.area}.moved",
            note="Other words.",
            parameters=tuple(
                replace(one, name=one.name + AFTER * (one.location == "path"), type=expr(one.type))
                for one in reversed(each.parameters)
            ),
            body=each.body and replace(each.body, type=expr(each.body.type)),
            answers=tuple(replace(one, type=one.type and expr(one.type)) for one in reversed(each.answers)),
            errors=tuple(names[one] for one in reversed(each.errors)),
        )

    return replace(
        contract,
        version=contract.version + AFTER,
        types={names[each.name]: named(each) for each in reversed(contract.types.values())},
        operations={each.id + AFTER: operation(each) for each in reversed(contract.operations.values())},
        webhooks=_turned(contract.webhooks, names.__getitem__),
        note="Other words.",
    )


def _turned(items, change):
    return {name: change(each) for name, each in reversed(items.items())}
