"""Hypothesis strategies for whole contracts: whatever the model can say, and its notation and OpenAPI must carry."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from pytest_portone.contracts.expressions import json_text
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
    media_type,
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
WORDS = st.sampled_from(["", "KRW", "a  b", "a, b", "x: 1", "# no", "= 1", "as text/csv", '"', "한", "a\nb"])
"""Text that YAML and the notation's own words could be confused by."""
DEFAULTS = st.none() | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=3,
).map(json_text)
MORE_MEDIA = st.frozensets(
    st.sampled_from(["text/csv", "application/json", "application/xml", "text/plain; charset=utf-8"]), max_size=3
)
CSV = Scalar("csv")
SINGLE = sorted(set(SCALARS) - set(MEDIA_TYPES) - {"any"})


def expressions(names: list[str]) -> st.SearchStrategy:
    leaves = st.sampled_from(SINGLE).map(Scalar)
    if names:
        leaves |= st.sampled_from(names).map(Ref)
    return st.recursive(leaves, lambda inner: inner.map(ListOf) | inner.map(MapOf), max_leaves=3)


def objects(
    name: str,
    names: list[str],
    defaults: st.SearchStrategy = DEFAULTS,
    *,
    tag: str | None = None,
    error: ErrorMark | None = None,
) -> st.SearchStrategy:
    keys = st.lists(FIELDS.filter(lambda each: each != tag), unique=True, max_size=4)
    entry = st.tuples(expressions(names), st.booleans(), defaults)
    return keys.flatmap(
        lambda chosen: st.lists(entry, min_size=len(chosen), max_size=len(chosen)).map(
            lambda entries: ObjectType(
                name,
                {key: Field(key, *entry) for key, entry in zip(chosen, entries, strict=True)},
                error,
            )
        )
    )


@st.composite
def contracts(draw: st.DrawFn, defaults: st.SearchStrategy = DEFAULTS) -> Contract:
    """A contract with every kind of type, errors, and operations of every form. Defaults need not fit their types."""
    count = draw(st.integers(1, 3))
    objects_ = [f"Object{index}" for index in range(count)]
    cases = [f"Case{index}" for index in range(draw(st.integers(0, 3)))]
    errors = [f"Error{index}" for index in range(draw(st.integers(0, 3)))]
    names = [*objects_, *cases, "Alias", "Enum"] + (["Union"] if cases else [])
    tag = draw(FIELDS)
    values = draw(st.lists(VALUES, min_size=len(cases), max_size=len(cases), unique=True))
    statuses = draw(st.lists(st.sampled_from([400, 404, 409]), min_size=len(errors), max_size=len(errors)))
    types = [draw(objects(name, names, defaults)) for name in objects_]
    types += [draw(objects(name, names, defaults, tag=tag)) for name in cases]
    types += [
        draw(objects(name, names, defaults, tag="type", error=ErrorMark(status, name.upper())))
        for name, status in zip(errors, statuses, strict=True)
    ]
    types.append(
        AliasType("Alias", draw(expressions([*objects_, "Enum"]).filter(lambda each: not isinstance(each, Ref))))
    )
    types.append(EnumType("Enum", tuple(draw(st.lists(VALUES, min_size=1, max_size=4, unique=True)))))
    if cases:
        types.append(UnionType("Union", tag, dict(zip(values, cases, strict=True))))
    operations = [
        draw(operation(f"operation{index}", index, names, errors, defaults))
        for index in range(draw(st.integers(1, 3)))
    ]
    webhooks = {"2024-04-25": objects_[0]} if draw(st.booleans()) else {}
    return Contract("v1", {each.id: each for each in operations}, {each.name: each for each in types}, webhooks)


def with_media(content: Body | Answer) -> st.SearchStrategy:
    """Content with the media type that its type says, or with others besides."""
    if content.type is None:
        return st.just(content)
    own = media_type(content.type)
    return MORE_MEDIA.map(lambda more: replace(content, media=more | {own} if more - {own} else frozenset()))


@st.composite
def operation(
    draw: st.DrawFn,
    name: str,
    index: int,
    names: list[str],
    errors: list[str],
    defaults: st.SearchStrategy = DEFAULTS,
) -> Operation:
    expression = expressions(names)
    query = draw(st.lists(FIELDS, unique=True, max_size=3))
    in_query = draw(st.booleans())
    body = draw(st.none() | st.builds(Body, expression, st.booleans(), st.just(in_query)).flatmap(with_media))
    used = draw(st.lists(st.sampled_from(errors), unique=True)) if errors else []
    return Operation(
        id=name,
        method=draw(st.sampled_from(["GET", "POST", "DELETE"])),
        path=f"/things/{index}/{{id}}",
        area=draw(st.sampled_from(["payment", "payment.billingKey", "platform"])),
        parameters=(
            Parameter("id", "path", Scalar("string"), required=True),
            *(Parameter(each, "query", draw(expression), draw(st.booleans()), draw(defaults)) for each in query),
        ),
        body=body,
        answers=(draw(st.builds(Answer, st.just(200), st.none() | expression | st.just(CSV)).flatmap(with_media)),),
        errors=tuple(used),
        authenticated=draw(st.booleans()),
        unstable=draw(st.booleans()),
    )
