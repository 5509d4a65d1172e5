"""Two contracts compared: laws that hold for every pair, and what is known of real ones."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.contracts import notation
from pytest_portone.contracts.changes import RULES, compare
from pytest_portone.contracts.model import (
    AliasType,
    EnumType,
    Field,
    ListOf,
    MapOf,
    ObjectType,
    Ref,
    Scalar,
    UnionType,
)
from pytest_portone.contracts.policy import CLAUSES

OLD, MIDDLE, NEW = (contracts.load(each) for each in contracts.versions())
STABLE = [each for each in NEW.operations.values() if not each.unstable]


def changed(contract, **types):
    return replace(contract, types={**contract.types, **types})


def reached(contract, direction):
    """Names of the types that stable operations use in a direction."""
    roots = []
    for each in contract.operations.values():
        if not each.unstable:
            roots += (
                [each.request]
                if direction == "input"
                else [contract.answer(each, s) for s in contract.statuses(each)]
            )
    webhooks = [Ref(each) for each in contract.webhooks.values()] if direction == "output" else []
    return [*dict.fromkeys(contract.reachable(*roots, *webhooks))]


def of_kind(kind, direction):
    return [NEW.types[each] for each in reached(NEW, direction) if isinstance(NEW.types[each], kind)]


@pytest.mark.parametrize("contract", [OLD, MIDDLE, NEW], ids=contracts.versions())
def test_nothing_differs_from_itself(contract):
    assert compare(contract, contract) == ()


def test_names_and_order_are_no_difference():
    """Types have names, operations ids, fields an order: none of it is seen on the wire."""
    names = {name: f"{name}Renamed" for name in NEW.types}

    def renamed(expr):
        match expr:
            case Ref(name):
                return Ref(names[name])
            case ListOf(item):
                return ListOf(renamed(item))
            case MapOf(value):
                return MapOf(renamed(value))
        return expr

    def type_of(named):
        if isinstance(named, ObjectType):
            fields = {name: replace(each, type=renamed(each.type)) for name, each in reversed(named.fields.items())}
            return replace(named, name=names[named.name], fields=fields)
        if isinstance(named, UnionType):
            return replace(
                named, name=names[named.name], cases={tag: names[case] for tag, case in named.cases.items()}
            )
        if isinstance(named, AliasType):
            return replace(named, name=names[named.name], type=renamed(named.type))
        return replace(named, name=names[named.name])

    def operation_of(each):
        return replace(
            each,
            id=f"{each.id}Renamed",
            body=each.body and replace(each.body, type=renamed(each.body.type)),
            answers=tuple(replace(one, type=one.type and renamed(one.type)) for one in each.answers),
            errors=tuple(names[one] for one in each.errors),
            parameters=tuple(replace(one, type=renamed(one.type)) for one in each.parameters),
        )

    twin = replace(
        NEW,
        types={names[name]: type_of(each) for name, each in NEW.types.items()},
        operations={f"{name}Renamed": operation_of(each) for name, each in NEW.operations.items()},
        webhooks={version: names[name] for version, name in NEW.webhooks.items()},
    )
    assert compare(NEW, twin) == ()


@settings(deadline=None, max_examples=15)
@given(st.data())
def test_what_clause_2_4_permits_is_never_forbidden(data):
    kind = data.draw(st.sampled_from([ObjectType, EnumType, UnionType]))
    named = data.draw(st.sampled_from(of_kind(kind, "output")))
    grown = {
        ObjectType: lambda: replace(
            named, fields={**named.fields, "later": Field("later", Scalar("string"), required=True)}
        ),
        EnumType: lambda: replace(named, values=(*named.values, "LATER")),
        UnionType: lambda: replace(named, cases={**named.cases, "LATER": next(iter(named.cases.values()))}),
    }[kind]()
    found = [each for each in compare(NEW, changed(NEW, **{named.name: grown})) if each.direction == "output"]
    assert found
    assert {each.verdict for each in found} == {"allowed"}
    assert {each.clause for each in found} <= {"2.4", "W1"}


FORBIDDEN = {
    "output-field-removed": ("output", ObjectType, lambda _field: None),
    "output-field-made-optional": ("output", ObjectType, lambda field: replace(field, required=False)),
    "input-field-removed": ("input", ObjectType, lambda _field: None),
    "input-field-made-required": ("input", ObjectType, lambda field: replace(field, required=True)),
}


@settings(deadline=None, max_examples=20)
@given(st.data())
def test_what_is_forbidden_is_found_at_its_place(data):
    rule = data.draw(st.sampled_from(sorted(FORBIDDEN)))
    direction, kind, edit = FORBIDDEN[rule]
    required = {"output-field-made-optional": (True,), "input-field-made-required": (False,)}.get(rule, (True, False))
    places = [
        (named, name)
        for named in of_kind(kind, direction)
        for name, field in named.fields.items()
        if field.required in required
    ]
    named, name = data.draw(st.sampled_from(places))
    edited = edit(named.fields[name])
    fields = {key: each for key, each in named.fields.items() if key != name}
    after = changed(NEW, **{named.name: replace(named, fields=fields | ({name: edited} if edited else {}))})
    found = [each for each in compare(NEW, after) if each.rule == rule]
    assert found
    assert {(each.type, each.field) for each in found} == {(named.name, name)}
    assert all(each.path.endswith(f".{name}") for each in found)
    assert {each.verdict for each in found} & {"breaking", "review"}


def test_unstable_operations_are_exempt_and_leaving_stability_is_not():
    stable = STABLE[0]
    unstable = replace(NEW, operations={**NEW.operations, stable.id: replace(stable, unstable=True)})
    (left,) = compare(NEW, unstable)
    assert (left.rule, left.verdict, left.operation) == ("operation-made-unstable", "breaking", stable.id)
    (joined,) = compare(unstable, NEW)
    assert (joined.rule, joined.verdict) == ("operation-made-stable", "allowed")
    gone = replace(NEW, operations={name: each for name, each in NEW.operations.items() if name != stable.id})
    assert [each.verdict for each in compare(NEW, gone) if each.rule == "operation-removed"] == ["breaking"]
    assert [each.verdict for each in compare(unstable, gone) if each.rule == "operation-removed"] == ["exempt"]


def test_what_looks_like_a_change_and_is_judged_by_its_direction():
    wide = changed(NEW, Wide=ObjectType("Wide", {"number": Field("number", Scalar("int64"), required=True)}))
    narrow = changed(NEW, Wide=ObjectType("Wide", {"number": Field("number", Scalar("int32"), required=True)}))

    def using(contract, direction):
        each = contract.operations["cancelPayment"]
        if direction == "input":
            return replace(contract, operations={"x": replace(each, body=replace(each.body, type=Ref("Wide")))})
        answers = (replace(each.answers[0], type=Ref("Wide")),)
        return replace(contract, operations={"x": replace(each, answers=answers)})

    def verdicts(old, new, direction):
        return [(each.rule, each.verdict) for each in compare(using(old, direction), using(new, direction))]

    assert verdicts(narrow, wide, "input") == [("input-type-widened", "allowed")]
    assert verdicts(wide, narrow, "input") == [("input-type-narrowed", "breaking")]
    assert verdicts(narrow, wide, "output") == [("output-type-widened", "breaking")]
    assert verdicts(wide, narrow, "output") == [("output-type-narrowed", "allowed")]


def test_an_object_may_become_a_one_of_that_keeps_its_fields():
    def contract(**types):
        each = NEW.operations["getPayment"]
        answers = (replace(each.answers[0], type=Ref("Thing")),)
        return replace(NEW, operations={"x": replace(each, answers=answers)}, types={**NEW.types, **types})

    text = Scalar("string")
    before = contract(Thing=ObjectType("Thing", {"id": Field("id", text, required=True)}))
    keeping = ObjectType("A", {"id": Field("id", text, required=True)})
    losing = ObjectType("B", {"other": Field("other", text, required=True)})
    whole = contract(Thing=UnionType("Thing", "type", {"A": "A"}), A=keeping)
    assert {each.verdict for each in compare(before, whole)} == {"allowed"}
    broken = contract(Thing=UnionType("Thing", "type", {"A": "A", "B": "B"}), A=keeping, B=losing)
    assert [(e.rule, e.type, e.field) for e in compare(before, broken) if e.verdict == "breaking"] == [
        ("output-field-removed", "B", "id")
    ]


def test_every_rule_rests_on_a_clause_and_has_a_name_of_its_own():
    assert len({each.id for each in RULES}) == len(RULES)
    assert {each.clause for each in RULES} <= set(CLAUSES)


def test_the_documents_broke_the_promise_on_stable_operations():
    forbidden = [each for each in compare(MIDDLE, NEW) if each.verdict == "breaking"]
    breaking = {(each.rule, each.type or each.field, each.field) for each in forbidden}
    assert ("operation-removed", "getPlatform", "getPlatform") in breaking
    assert ("input-value-removed", "PlatformBulkPayoutStatus", "SCHEDULED") in breaking
    assert ("output-field-removed", "PlatformBulkPayout", "arePayoutsGenerated") in breaking


METHODS = """\
operations:
  {operation}
types:
  Method: {{ union: type, CARD: Card, BANK: Bank }}
  Card: {{ number: string }}
  Bank: {{ account: string }}
"""


def using(type_name, direction):
    """A contract with one operation that takes, or gives, one of the types above."""
    body, answer = (f"body: {type_name}", "200: none") if direction == "input" else ("", f"200: {type_name}")
    operation = f"use: {{ POST: /use, {body + ', ' if body else ''}{answer} }}"
    return notation.read(
        {"contract.yaml": "format: 1\ncontract: v1\n", "api.yaml": METHODS.format(operation=operation)}
    )


def told(old, new, direction):
    return {(each.rule, each.path, each.verdict) for each in compare(using(old, direction), using(new, direction))}


def test_a_case_by_itself_is_one_of_the_cases_that_it_may_become():
    assert told("Card", "Method", "input") == {("input-value-added", "$.type", "allowed")}
    assert told("Method", "Card", "input") == {("input-value-removed", "$.type", "breaking")}
    assert told("Method", "Card", "output") == {("output-value-removed", "$.type", "review")}
    assert {each for each in told("Card", "Method", "output") if each[2] == "breaking"} == {
        ("output-field-removed", "$.number", "breaking")
    }


def test_a_map_of_anything_is_an_object_of_anything():
    for direction in ("input", "output"):
        assert told("object", "'{\"*\": any}'", direction) == told("'{\"*\": any}'", "object", direction) == set()
    assert told("Card", "'{\"*\": any}'", "input") == {("input-type-widened", "$", "allowed")}
    assert told("Card", "'{\"*\": string}'", "input") == {("input-type-narrowed", "$", "breaking")}


def test_what_is_text_by_itself_is_no_json():
    assert told("csv", "any", "output") == {
        ("output-type-widened", "$", "breaking"),
        ("output-media-type-removed", "$", "breaking"),
        ("output-media-type-added", "$", "allowed"),
    }
    assert ("output-type-widened", "$", "breaking") in told("any", "csv", "output")


def test_errors_without_a_known_type_have_no_name_on_the_wire():
    """The oldest contract has one: its name is not seen."""
    (name,) = (each.name for each in OLD.error_types if each.error.type is None)
    renamed = replace(OLD.types[name], name="Renamed")
    operations = {
        key: replace(each, errors=tuple("Renamed" if one == name else one for one in each.errors))
        for key, each in OLD.operations.items()
    }
    types = {key: each for key, each in OLD.types.items() if key != name} | {"Renamed": renamed}
    assert compare(OLD, replace(OLD, operations=operations, types=types)) == ()
