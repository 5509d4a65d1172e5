"""The law of marking: whoever notices a difference of two contracts is told of it.

An exchange that the older contract accepts, and the newer does not, notices. Nothing here knows how differences are
found, nor how usage is kept.
"""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pytest_portone import contracts, strategies
from pytest_portone.contracts.changes import compare
from pytest_portone.contracts.evolution import places
from pytest_portone.contracts.model import EnumType, Field, ObjectType, Ref, Scalar, UnionType
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.tap import Received

WHOLE = contracts.load()
QUICK = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def alone(operation):
    """A contract of one operation: what is compared is soon compared."""
    return replace(WHOLE, operations={operation.id: operation}, webhooks={})


ALL = {name: alone(each) for name, each in WHOLE.operations.items()}
BODIES = sorted(name for name, each in WHOLE.operations.items() if each.body)


def edited(draw, contract, target, value):
    """The contract without something that is in the value, or with something that the value lacks."""
    met = [
        each for each in places(contract, target, value) if isinstance(each.type, ObjectType | EnumType | UnionType)
    ]
    assume(met)
    place = draw(st.sampled_from(met))
    named = contract.types.get(place.type.name)
    assume(named is not None)  # the errors of a status are a oneOf without a name
    change = {EnumType: without_value, UnionType: without_case, ObjectType: other_fields}[type(named)]
    return replace(contract, types={**contract.types, named.name: change(draw, named, place.value)})


def without_value(_draw, named, value):
    assume(len(named.values) > 1 and value in named.values)
    return replace(named, values=tuple(each for each in named.values if each != value))


def without_case(_draw, named, value):
    tag = value[named.tag]
    assume(len(named.cases) > 1 and tag in named.cases)
    return replace(named, cases={each: case for each, case in named.cases.items() if each != tag})


def other_fields(draw, named, value):
    there = sorted(each for each in named.fields if each in value)
    name = draw(st.sampled_from([*there, "brandNew"]))
    if name == "brandNew":
        return replace(named, fields={**named.fields, name: Field(name, Scalar("string"))})
    if draw(st.booleans()):
        return replace(named, fields={each: field for each, field in named.fields.items() if each != name})
    other = Field(name, Scalar("csv") if named.fields[name].type == Scalar("boolean") else Scalar("boolean"))
    return replace(named, fields={**named.fields, name: other})


def marked(old, new, usage, direction):
    between = usage.between(old, new)
    return [each for each in compare(old, new) if each.direction == direction and between.touches(each)]


def check(old, new, exchange, used, direction):
    for contract in (old, new):
        assert marked(old, new, used(contract, exchange), direction)


@QUICK
@given(data=st.data(), rename=st.booleans())
def test_whoever_notices_what_comes_is_told(data, rename, used, renamed):
    name = data.draw(st.sampled_from(sorted(ALL)))
    old = ALL[name]
    operation = old.operations[name]
    status = data.draw(st.sampled_from(old.statuses(operation)))
    value = data.draw(strategies.responses(name, status, contract=old))
    assume(value is not None and old.is_valid(old.answer(operation, status), value))
    new = edited(data.draw, old, old.answer(operation, status), value)
    assume(not new.is_valid(new.answer(operation, status), value))
    path = operation.path.replace("{", "").replace("}", "")
    answer = Response(status, {}, data_of(value))
    exchange = Received(Request(operation.method, path), answer)
    check(old, renamed(new) if rename else new, exchange, used, "output")


@QUICK
@given(data=st.data(), rename=st.booleans())
def test_whoever_sends_what_is_refused_is_told(data, rename, used, renamed):
    name = data.draw(st.sampled_from(BODIES))
    old = ALL[name]
    operation = old.operations[name]
    request = data.draw(strategies.requests(name, contract=old))
    assume(request.body is not None)
    new = edited(data.draw, old, operation.body.type, request.body)
    assume(not new.is_valid(operation.body.type, request.body, direction="input"))
    asked = Request(request.method, request.path, request.query_string, {}, request.content)
    exchange = Received(asked, Response(500))
    check(old, renamed(new) if rename else new, exchange, used, "input")


@QUICK
@given(data=st.data(), rename=st.booleans())
def test_whoever_is_delivered_what_is_different_is_told(data, rename, used, renamed):
    version = data.draw(st.sampled_from(sorted(WHOLE.webhooks)))
    old = replace(WHOLE, operations={})
    value = data.draw(strategies.webhooks(version=version, contract=WHOLE))
    target = Ref(old.webhooks[version])
    new = edited(data.draw, old, target, value)
    assume(not new.is_valid(target, value))
    usage = used(old, value)
    assert marked(old, renamed(new) if rename else new, usage, "output")


@pytest.mark.parametrize("version", contracts.versions())
def test_nothing_is_marked_for_who_calls_nothing(version, used):
    found = compare(contracts.load(contracts.versions()[0]), contracts.load(version))
    assert not any(map(used(WHOLE).touches, found))


def data_of(value):
    import json

    return json.dumps(value).encode()
