"""What a type looks like, so that what is known of values can go by their fields."""

from __future__ import annotations

from typing import TypeAlias

from pytest_portone.contracts.model import (
    Contract,
    EnumType,
    ListOf,
    ObjectType,
    Ref,
    Scalar,
    TypeExpr,
    UnionType,
)

Form: TypeAlias = "str | list[Form] | dict[str, Form]"
"""`int`, `str`, `bool`, `enum`, `tag`; [what each item looks like]; {the fields of an object, or of each union case}.

A field with a `?` behind its name may be missing.
"""

_KINDS = {"string": "str", "date-time": "str", "int64": "int", "integer": "int", "boolean": "bool"}
"""An int32 is no `int`: a sum of money may not fit."""


def fits(contract: Contract, form: Form, expr: TypeExpr) -> bool:
    """Whether a type has a form."""
    match contract.resolve(expr):
        case ObjectType() as named:
            return isinstance(form, dict) and all(_has(contract, named, *each) for each in form.items())
        case UnionType(cases=cases):
            return isinstance(form, dict) and all(fits(contract, form, Ref(case)) for case in cases.values())
        case ListOf(item):
            return isinstance(form, list) and fits(contract, form[0], item)
        case EnumType():
            return form == "enum"
        case Scalar(name):
            return form == _KINDS.get(name)
    return False


def _has(contract: Contract, named: ObjectType, name: str, form: Form) -> bool:
    bare = name.removesuffix("?")
    if form == "tag":
        tag = contract.tag_of(named.name)
        return tag is not None and tag.field == bare
    if bare not in named.fields:
        return bare != name
    return fits(contract, form, named.fields[bare].type)
