"""Two small contracts whose differences are known, because the second is made of the first by edits that say them.

A type may be recursive, be used as input and as output, stand in lists, maps and aliases. An edit changes one thing
and writes down what the policy makes of it; where the thing is used, `changes_oracle` finds out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

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
    media_types,
    names_in,
    references,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from pytest_portone.contracts.model import NamedType, TypeExpr

OBJECTS = ("Thing", "Part", "Owner")
CASES = {"CARD": "Card", "CASH": "Cash"}
ERRORS = {"Missing": ErrorMark(404, "MISSING"), "Taken": ErrorMark(409, "TAKEN")}
MANY, STATE, EITHER = "Many", "State", "Either"
SCALARS = ("string", "int32", "int64", "boolean", "date", "double")
ADDED, REMOVED, CHANGED = (False, True), (True, False), (True, True)
"""Whether something stood there, and stands there."""
DEFAULTS = ('"a"', '"b"')
JSON = frozenset({"application/json"})
MEDIA = JSON | {"text/plain"}
REFERRED = (*OBJECTS, MANY, STATE, EITHER)

WIDER = {
    "int32": "int64",
    "int64": "integer",
    "date": "string",
    "date-time": "string",
    "string": "any",
    "double": "number",
}
NARROWER = {"int64": "int32", "string": "date-time", "double": "int32"}
OTHER = {"string": "boolean", "int32": "boolean", "int64": "double", "boolean": "string", "date": "date-time"}
SWAPPED = {*SCALARS, "date-time"}
SWAPS = {"wider": WIDER, "narrower": NARROWER, "other": OTHER}


class OfType(NamedTuple):
    """What an edit of a type does wherever it is used.

    Attributes:
        kind: a key of the oracle's table.
        names: of the type in both contracts.
        steps: from the type to the place.
        field: that it is about.
        before, after: whether something stood there, and stands there.
    """

    kind: str
    names: tuple[str, str]
    steps: tuple[str, ...]
    field: str
    before: bool
    after: bool


class OfOperation(NamedTuple):
    """What an edit of an operation does. `always` holds where the operation is gone, or new."""

    kind: str
    id: str
    path: str
    field: str
    before: bool
    after: bool
    always: bool = False


Declared = TypeVar("Declared", Field, Parameter)


@dataclass
class Draft:
    """A contract that is being edited, and what is to be told of it."""

    old: Contract
    pairs: list[tuple[str, str]]
    types: dict[str, NamedType] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)
    webhooks: dict[str, str] = field(default_factory=dict)
    told: list[OfType | OfOperation] = field(default_factory=list)
    touched: set[tuple[str, ...]] = field(default_factory=set)

    @classmethod
    def of(cls, old: Contract, names: list[str]) -> Draft:
        return cls(old, [(each, each) for each in names], dict(old.types), dict(old.operations), dict(old.webhooks))

    @property
    def new(self) -> Contract:
        return replace(self.old, types=self.types, operations=self.operations, webhooks=self.webhooks)

    @property
    def any(self) -> Ref:
        """A type like any other."""
        return Ref(self.pairs[0][0])

    def free(self, *mark: str) -> bool:
        return mark not in self.touched

    def put(self, named: NamedType) -> None:
        self.types[named.name] = named

    def change(self, operation: Operation, **parts: object) -> None:
        self.operations[operation.id] = replace(self.operations[operation.id], **parts)


@st.composite
def small_contracts(draw: st.DrawFn) -> Contract:
    """A contract of a few types that use each other freely, and a few operations."""
    types = [draw(objects(name)) for name in (*OBJECTS, *CASES.values())]
    types += [replace(draw(objects(name)), error=mark) for name, mark in ERRORS.items()]
    types += [
        EnumType(STATE, ("OPEN", "DONE", "LOST")),
        UnionType(EITHER, "kind", CASES),
        AliasType(MANY, draw(st.sampled_from([ListOf, MapOf]))(draw(expressions((*OBJECTS, STATE, EITHER))))),
    ]
    operations = [draw(operation(f"operation{number}")) for number in range(draw(st.integers(1, 4)))]
    versions = draw(st.sets(st.sampled_from(["2024-01-01", "2024-04-25"])))
    return Contract(
        "v1",
        {each.id: each for each in operations},
        {each.name: each for each in types},
        {each: draw(st.sampled_from([EITHER, *OBJECTS])) for each in sorted(versions)},
    )


def expressions(names: tuple[str, ...] = REFERRED) -> st.SearchStrategy[TypeExpr]:
    single = st.sampled_from([*map(Ref, names), *map(Scalar, SCALARS)])
    return single | single.flatmap(lambda each: st.sampled_from([ListOf(each), MapOf(each), ListOf(ListOf(each))]))


@st.composite
def objects(draw: st.DrawFn, name: str) -> ObjectType:
    names = draw(st.sets(st.sampled_from(["id", "amount", "next", "tag"]), min_size=1, max_size=3))
    return ObjectType(name, {each: draw(declared(Field, each)) for each in sorted(names)})


@st.composite
def declared(draw: st.DrawFn, kind: Callable[..., Declared], *words: str) -> Declared:
    """A field or a parameter; some that may be left out have a default."""
    made = kind(*words, draw(expressions()), required=draw(st.booleans()))
    return made if made.required else replace(made, default=draw(st.sampled_from([None, *DEFAULTS])))


@st.composite
def operation(draw: st.DrawFn, name: str) -> Operation:
    media = st.sampled_from([frozenset(), MEDIA])
    body = st.builds(Body, expressions(), st.booleans(), st.booleans(), media)
    query = draw(st.sets(st.sampled_from(["sort", "page"])))
    answers = [Answer(status, draw(expressions() | st.none())) for status in (200, 202, 418)]
    answers = [replace(each, media=draw(media)) if each.type else each for each in answers]
    return Operation(
        id=name,
        method="POST",
        path=f"/{name}/{{id}}",
        parameters=(
            Parameter("id", "path", Scalar("string"), required=True),
            *(draw(declared(Parameter, each, "query")) for each in sorted(query)),
        ),
        body=draw(body | st.none() | body),
        answers=tuple(answers[: draw(st.integers(1, 3))]),
        errors=tuple(sorted(draw(st.sets(st.sampled_from(sorted(ERRORS)))))),
        authenticated=draw(st.booleans()),
        unstable=draw(st.sampled_from([False, False, True])),
    )


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """A small contract with some edits, every kind of them as likely as every other."""
    old = draw(small_contracts())
    draft = Draft.of(old, list(old.types))
    chance = draw(st.randoms(use_true_random=True))
    for _ in range(draw(st.integers(2, 9))):
        apply(chance, draft, chance.choice(EDITS))
    return draft


def apply(chance: Random, draft: Draft, edit: Edit) -> bool:
    """Make one of the edits of a kind; whether there was one to be made."""
    chances = list(edit(draft))
    if chances:
        chance.choice(chances)()
    return bool(chances)


# Edits: each yields the chances that there are, as functions without arguments, of which one is called.


def _of_kind(draft: Draft, kind: type) -> Iterator[tuple[tuple[str, str], NamedType]]:
    for names in draft.pairs:
        if isinstance(draft.types[names[1]], kind):
            yield names, draft.types[names[1]]


def _fields(draft: Draft) -> Iterator[tuple[tuple[str, str], Field]]:
    """Fields that no edit has touched."""
    for names, named in _of_kind(draft, ObjectType):
        for each in named.fields.values():
            if draft.free(names[1], each.name):
                yield names, each


def _put_field(draft: Draft, names: tuple[str, str], name: str, made: Field | None) -> None:
    named = draft.types[names[1]]
    others = {each: one for each, one in named.fields.items() if each != name}
    draft.put(replace(named, fields=others if made is None else {**others, name: made}))
    draft.touched.add((names[1], name))


def field_removed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(names, each):
        _put_field(draft, names, each.name, None)
        draft.told.append(OfType("field removed", names, (f".{each.name}",), each.name, before=True, after=False))

    yield from (_chance(go, names, each) for names, each in _fields(draft))


def field_added(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(names, required):
        name = f"later{len(draft.touched)}"
        _put_field(draft, names, name, Field(name, Ref(names[1]), required=required))
        kind = f"{'required' if required else 'optional'} field added"
        draft.told.append(OfType(kind, names, (f".{name}",), name, before=False, after=True))

    for names, _ in _of_kind(draft, ObjectType):
        yield from (_chance(go, names, required) for required in (True, False))


def field_flipped(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(names, each):
        _put_field(draft, names, each.name, replace(each, required=not each.required))
        kind = "made optional" if each.required else "made required"
        draft.told.append(OfType(kind, names, (f".{each.name}",), each.name, before=True, after=True))

    yield from (_chance(go, names, each) for names, each in _fields(draft))


def type_changed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(names, each, kind, made, steps):
        _put_field(draft, names, each.name, replace(each, type=made))
        draft.told.append(OfType(kind, names, (f".{each.name}", *steps), each.name, before=True, after=True))

    for names, each in _fields(draft):
        for kind, made, steps in replacements(draft.old, each.type):
            yield _chance(go, names, each, kind, made, steps)


def types_changed(draft: Draft) -> Iterator[Callable[[], None]]:
    """The same change in every field of the same type."""

    def go(old, kind, made, steps):
        for names, each in [(names, each) for names, each in _fields(draft) if each.type == old]:
            _put_field(draft, names, each.name, replace(each, type=made))
            draft.told.append(OfType(kind, names, (f".{each.name}", *steps), each.name, before=True, after=True))

    for expr in [each.type for _, each in _fields(draft)]:  # what stands often is chosen often
        for kind, made, steps in replacements(draft.old, expr):
            yield _chance(go, expr, kind, made, steps)


def default_changed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(names, each, default):
        _put_field(draft, names, each.name, replace(each, default=default))
        kind, before, after = _default(each, default)
        draft.told.append(OfType(kind, names, (f".{each.name}",), each.name, before=before, after=after))

    for names, each in _fields(draft):
        others = [other for other in (None, *DEFAULTS) if other != each.default and not each.required]
        yield from (_chance(go, names, each, other) for other in others)


def _default(each: Field | Parameter, default: str | None) -> tuple[str, bool, bool]:
    before, after = each.default is not None, default is not None
    return ("default changed" if before and after else f"default {'added' if after else 'removed'}"), before, after


def alias_changed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(names, kind, made, steps):
        draft.put(replace(draft.types[names[1]], type=made))
        draft.touched.add((names[1], ""))
        draft.told.append(OfType(kind, names, steps, "", before=True, after=True))

    for names, each in _of_kind(draft, AliasType):
        if draft.free(names[1], ""):
            for kind, made, steps in replacements(draft.old, each.type):
                yield _chance(go, names, kind, made, steps)


def replacements(contract: Contract, expr: TypeExpr) -> Iterator[tuple[str, TypeExpr, tuple[str, ...]]]:
    """Other types in the place of one: what it is to the values, the type, and the steps to where it differs."""
    match expr:
        case Scalar(name) if name in SWAPPED:
            yield from ((kind, Scalar(swaps[name]), ()) for kind, swaps in SWAPS.items() if name in swaps)
            yield "other", ListOf(expr), ()
        case Ref():
            resolved = contract.resolve(expr)
            wider = {EnumType: "string", ListOf: "any"}.get(type(resolved), "object")
            kind = "opened" if isinstance(resolved, EnumType) else "wider"
            yield from [(kind, Scalar(wider), ())] if resolved != Scalar(wider) else []
            yield from [("other", Scalar("int32"), ())] if not isinstance(resolved, Scalar) else []
        case ListOf(inner):
            yield "other", MapOf(inner), ()
            yield from ((kind, ListOf(made), ("[*]", *steps)) for kind, made, steps in replacements(contract, inner))
        case MapOf(inner):
            yield "wider", Scalar("object"), ()
            yield from ((kind, MapOf(made), (".*", *steps)) for kind, made, steps in replacements(contract, inner))
    if expr == Scalar("string") and STATE in contract.types:
        yield "closed", Ref(STATE), ()


def value_removed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(names, each, value):
        draft.put(replace(each, values=tuple(one for one in each.values if one != value)))
        draft.told.append(OfType("value removed", names, (), value, before=True, after=False))

    for names, each in _of_kind(draft, EnumType):
        known = [value for value in each.values if value in draft.old.types[names[0]].values]
        yield from (_chance(go, names, each, value) for value in known if len(known) > 1)


def value_added(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(names, each):
        value = f"LATER{len(each.values)}"
        if value not in each.values and draft.free(names[1], "values"):
            draft.touched.add((names[1], "values"))
            draft.put(replace(each, values=(value, *each.values)))
            draft.told.append(OfType("value added", names, (), value, before=False, after=True))

    yield from (_chance(go, names, each) for names, each in _of_kind(draft, EnumType))


def case_removed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(names, each, tag):
        draft.put(replace(each, cases={one: case for one, case in each.cases.items() if one != tag}))
        draft.told.append(OfType("case removed", names, (), tag, before=True, after=False))

    others = _used_by_themselves(draft.old)
    for names, each in _of_kind(draft, UnionType):
        cases = draft.old.types[names[0]].cases
        known = [tag for tag, case in each.cases.items() if tag in cases and case not in others]
        yield from (_chance(go, names, each, tag) for tag in known if len(known) > 1)


def _used_by_themselves(contract: Contract) -> set[str]:
    """Types that are named elsewhere than in one union: a case among them would lose its tag there."""
    unions = [each for each in contract.types.values() if isinstance(each, UnionType)]
    named = [name for each in contract.types.values() if each not in unions for name in names_in(each)]
    named += [name for each in contract.operations.values() for expr in references(each) for name in names_in(expr)]
    cases = Counter(case for each in unions for case in each.cases.values())
    return {*named, *(case for case, times in cases.items() if times > 1)}


def case_added(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(names, each):
        tag = f"LATER{len(draft.types)}"
        draft.put(ObjectType(tag.title(), {"note": Field("note", Ref(names[1]))}))
        draft.put(replace(each, cases={tag: tag.title(), **each.cases}))
        draft.told.append(OfType("case added", names, (), tag, before=False, after=True))

    yield from (_chance(go, names, each) for names, each in _of_kind(draft, UnionType))


def cloned(draft: Draft) -> Iterator[Callable[[], None]]:
    """A field's type gets a twin for this field alone: nothing that is seen, yet what is edited then differs."""

    def go(names, each):
        named = draft.old.types[each.type.name]
        twin = replace(named, name=f"{named.name}Twin")
        draft.put(twin)
        _put_field(draft, names, each.name, replace(each, type=Ref(twin.name)))
        draft.pairs.append((named.name, twin.name))

    if len(draft.pairs) == len({old for old, _ in draft.pairs}):  # one is as deep as the oracle looks
        for names, each in _fields(draft):
            # a case that stands by itself has its tag by its name, which a twin has not
            if isinstance(each.type, Ref) and each.type.name != MANY and not draft.old.tag_of(each.type.name):
                yield _chance(go, names, each)


def _common(draft: Draft, *mark: str) -> Iterator[Operation]:
    """Operations of both contracts in which nothing with this mark was edited."""
    for each in draft.operations.values():
        if each.id in draft.old.operations and draft.free(each.id, *mark):
            yield each


def _tell(draft: Draft, each: Operation, mark: tuple[str, ...], *told: OfOperation) -> None:
    draft.touched.add((each.id, *mark))
    draft.told += told


def operation_removed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(each):
        del draft.operations[each.id]
        told = OfOperation("operation removed", each.id, "$", each.id, before=True, after=False, always=True)
        draft.told.append(told)

    yield from (_chance(go, each) for each in _common(draft, "gone"))


def operation_added(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(each):
        name = f"{each.id}Later"
        draft.operations[name] = replace(each, id=name, path=f"{each.path}/later")
        told = OfOperation("operation added", name, "$", name, before=False, after=True, always=True)
        _tell(draft, each, ("twin",), told)

    yield from (_chance(go, each) for each in _common(draft, "twin"))


def stability_flipped(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(each):
        draft.change(each, unstable=not each.unstable)
        kind = "made stable" if each.unstable else "made unstable"
        _tell(draft, each, ("unstable",), OfOperation(kind, each.id, "$", "", before=True, after=True))

    yield from (_chance(go, each) for each in _common(draft, "unstable"))


def authentication_flipped(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(each):
        draft.change(each, authenticated=not each.authenticated)
        kind = f"authentication {'removed' if each.authenticated else 'added'}"
        told = OfOperation(kind, each.id, "$", "Authorization", before=True, after=True)
        _tell(draft, each, ("authenticated",), told)

    yield from (_chance(go, each) for each in _common(draft, "authenticated"))


def parameter_changed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(each, name, kind, made, before, after, field):
        others = tuple(one for one in draft.operations[each.id].parameters if one.name != name)
        draft.change(each, parameters=others if made is None else (*others, made))
        told = OfOperation(f"parameter {kind}", each.id, f"$.query.{name}", field, before=before, after=after)
        _tell(draft, each, ("query", name), told)

    for each in [each for each in draft.operations.values() if each.id in draft.old.operations]:
        for one in each.parameters_in("query"):
            if draft.free(each.id, "query", one.name):
                others = _other_parameters(draft.old, one)
                yield from (_chance(go, each, one.name, *other) for other in others)
        if draft.free(each.id, "query", "later"):
            for required in (True, False):
                made = Parameter("later", "query", draft.any, required=required)
                kind = f"added, {'required' if required else 'optional'}"
                yield _chance(go, each, "later", kind, made, *ADDED, "later")


def _other_parameters(contract: Contract, one: Parameter) -> Iterator[tuple[str, Parameter | None, bool, bool, str]]:
    """What may come of a parameter, with the arguments that tell it."""
    yield "removed", None, *REMOVED, one.name
    flipped = replace(one, required=not one.required)
    yield f"made {'optional' if one.required else 'required'}", flipped, *CHANGED, one.name
    for default in [each for each in (None, *DEFAULTS) if each != one.default and not one.required]:
        kind, before, after = _default(one, default)
        yield kind, replace(one, default=default), before, after, one.name
    for kind, made, steps in replacements(contract, one.type):
        if not steps:
            yield kind, replace(one, type=made), *CHANGED, ""


def body_changed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(each, kind, made, field, before, after):
        draft.change(each, body=made)
        _tell(draft, each, ("body",), OfOperation(kind, each.id, "$", field, before=before, after=after))

    for each in _common(draft, "body"):
        if each.body is None:
            for required in (True, False):
                kind = f"{'required' if required else 'optional'} body added"
                yield _chance(go, each, kind, Body(draft.any, required), "", *ADDED)
            continue
        yield _chance(go, each, "body removed", None, "", *REMOVED)
        kind = f"body made {'optional' if each.body.required else 'required'}"
        yield _chance(go, each, kind, replace(each.body, required=not each.body.required), "", *CHANGED)
        both = each.body.media == MEDIA
        kind = f"input media type {'removed' if both else 'added'}"
        if each.body.media <= MEDIA and media_types(each.body) <= MEDIA:
            made = replace(each.body, media=JSON if both else MEDIA)
            yield _chance(go, each, kind, made, "text/plain", both, not both)
        had = each.body.in_query
        kind = f"query body {'removed' if had else 'added'}"
        yield _chance(go, each, kind, replace(each.body, in_query=not had), "requestBody", had, not had)


def answer_changed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(each, kind, status, made, before):
        answers = tuple(one for one in draft.operations[each.id].answers if one.status != status)
        draft.change(each, answers=answers if made is None else (*answers, made))
        told = OfOperation(kind, each.id, "$", str(status), before=before, after=not before)
        _tell(draft, each, ("answers",), told)

    for each in _common(draft, "answers"):
        yield _chance(go, each, "success added", 201, Answer(201, draft.any), False)  # noqa: FBT003
        yield _chance(go, each, "failure added", 423, Answer(423, draft.any), False)  # noqa: FBT003
        for one in each.answers:
            kind = "success" if one.status in range(200, 300) else "failure"
            yield _chance(go, each, f"{kind} removed", one.status, None, True)  # noqa: FBT003
            if one.type is not None and media_types(one) <= MEDIA:
                both = one.media == MEDIA
                made = replace(one, media=JSON if both else MEDIA)
                kind = f"output media type {'removed' if both else 'added'}"
                yield _chance(go, each, kind, one.status, made, both)
            if one.type is None:
                yield _chance(go, each, "content added", one.status, replace(one, type=draft.any), False)  # noqa: FBT003
            else:
                yield _chance(go, each, "content removed", one.status, Answer(one.status), True)  # noqa: FBT003


def error_changed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(each, name, mark):
        had = name in each.errors
        draft.change(each, errors=tuple(one for one in each.errors if one != name) if had else (*each.errors, name))
        kind = f"error {'removed' if had else 'added'}"
        told = OfOperation(kind, each.id, "$", f"{mark.status} {mark.type}", before=had, after=not had)
        _tell(draft, each, ("errors",), told)

    for each in _common(draft, "errors"):
        for one in draft.old.error_types:
            alike = [other for other in each.errors if other != one.name and draft.types[other].error == one.error]
            if one.error.type and not alike:
                yield _chance(go, each, one.name, one.error)


def webhook_changed(draft: Draft) -> Iterator[Callable[[], None]]:
    def go(version):
        had = draft.webhooks.pop(version, None)
        if not had:
            draft.webhooks[version] = draft.any.name
        draft.touched.add(("webhook", version))
        kind, name = f"webhook {'removed' if had else 'added'}", f"webhook {version}"
        draft.told.append(OfOperation(kind, name, "$", version, before=bool(had), after=not had, always=True))

    for version in ("2024-01-01", "2024-04-25", "2026-01-01"):
        if draft.free("webhook", version):
            yield _chance(go, version)


Edit = "Callable[[Draft], Iterator[Callable[[], None]]]"
EDITS = (
    *(field_removed, field_added, field_flipped, type_changed, types_changed, alias_changed) * 2,
    *(value_removed, value_added, case_removed, case_added, default_changed, cloned, cloned),
    *(operation_removed, operation_added, stability_flipped, authentication_flipped),
    *(parameter_changed, body_changed, answer_changed, error_changed, webhook_changed),
)
"""What is drawn from; those of types twice, because types are used in few places."""


def _chance(function: Callable[..., None], *arguments: object) -> Callable[[], None]:
    return lambda: function(*arguments)
