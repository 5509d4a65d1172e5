"""Hypothesis strategies for whole contracts: whatever the model can say, and its notation and OpenAPI must carry."""

from __future__ import annotations

from hypothesis import strategies as st

from pytest_portone.contracts.model import (
    AliasType,
    Answer,
    Body,
    Contract,
    EnumType,
    ErrorMark,
    Field,
    ListOf,
    MapOf,
    ObjectType,
    Operation,
    Parameter,
    Ref,
    Scalar,
    UnionType,
)
from pytest_portone.contracts.scalars import MEDIA_TYPES, SCALARS

# Words that YAML and the notation itself give a meaning to are names like any other.
FIELDS = st.sampled_from(
    [
        "id",
        "type",
        "NO",
        "null",
        "~",
        "note",
        "fields",
        "error",
        "union",
        "enum",
        "on",
        "a b",
        "x-1",
        "1",
        "한",
        "é:",
        "#",
    ]
)
VALUES = st.text("ABCNOYES_12.: #", min_size=1, max_size=6).filter(lambda each: each == each.strip())
SINGLE = sorted(set(SCALARS) - set(MEDIA_TYPES) - {"any"})


def expressions(names: list[str]) -> st.SearchStrategy:
    leaves = st.sampled_from(SINGLE).map(Scalar)
    if names:
        leaves |= st.sampled_from(names).map(Ref)
    return st.recursive(leaves, lambda inner: inner.map(ListOf) | inner.map(MapOf), max_leaves=3)


def objects(
    name: str, names: list[str], *, tag: str | None = None, error: ErrorMark | None = None
) -> st.SearchStrategy:
    keys = st.lists(FIELDS.filter(lambda each: each != tag), unique=True, max_size=4)
    entry = st.tuples(expressions(names), st.booleans())
    return keys.flatmap(
        lambda chosen: st.lists(entry, min_size=len(chosen), max_size=len(chosen)).map(
            lambda entries: ObjectType(
                name,
                {key: Field(key, expr, required) for key, (expr, required) in zip(chosen, entries, strict=True)},
                error,
            )
        )
    )


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """A contract with every kind of type, errors, and operations of every form."""
    count = draw(st.integers(1, 3))
    objects_ = [f"Object{index}" for index in range(count)]
    cases = [f"Case{index}" for index in range(draw(st.integers(0, 3)))]
    errors = [f"Error{index}" for index in range(draw(st.integers(0, 3)))]
    names = [*objects_, *cases, "Alias", "Enum"] + (["Union"] if cases else [])
    tag = draw(FIELDS)
    values = draw(st.lists(VALUES, min_size=len(cases), max_size=len(cases), unique=True))
    statuses = draw(st.lists(st.sampled_from([400, 404, 409]), min_size=len(errors), max_size=len(errors)))
    types = [draw(objects(name, names)) for name in objects_]
    types += [draw(objects(name, names, tag=tag)) for name in cases]
    types += [
        draw(objects(name, names, tag="type", error=ErrorMark(status, name.upper())))
        for name, status in zip(errors, statuses, strict=True)
    ]
    types.append(
        AliasType("Alias", draw(expressions([*objects_, "Enum"]).filter(lambda each: not isinstance(each, Ref))))
    )
    types.append(EnumType("Enum", tuple(draw(st.lists(VALUES, min_size=1, max_size=4, unique=True)))))
    if cases:
        types.append(UnionType("Union", tag, dict(zip(values, cases, strict=True))))
    operations = [
        draw(operation(f"operation{index}", index, names, errors)) for index in range(draw(st.integers(1, 3)))
    ]
    webhooks = {"2024-04-25": objects_[0]} if draw(st.booleans()) else {}
    return Contract("v1", {each.id: each for each in operations}, {each.name: each for each in types}, webhooks)


@st.composite
def operation(draw: st.DrawFn, name: str, index: int, names: list[str], errors: list[str]) -> Operation:
    expression = expressions(names)
    query = draw(st.lists(FIELDS, unique=True, max_size=3))
    in_query = draw(st.booleans())
    body = draw(st.none() | st.builds(Body, expression, st.booleans(), st.just(in_query)))
    used = draw(st.lists(st.sampled_from(errors), unique=True)) if errors else []
    return Operation(
        id=name,
        method=draw(st.sampled_from(["GET", "POST", "DELETE"])),
        path=f"/things/{index}/{{id}}",
        area=draw(st.sampled_from(["payment", "payment.billingKey", "platform"])),
        parameters=(
            Parameter("id", "path", Scalar("string"), required=True),
            *(Parameter(each, "query", draw(expression), required=draw(st.booleans())) for each in query),
        ),
        body=body,
        answers=(Answer(200, draw(st.none() | expression | st.just(Scalar("csv")))),),
        errors=tuple(used),
        authenticated=draw(st.booleans()),
        unstable=draw(st.booleans()),
    )
