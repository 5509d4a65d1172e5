"""What holds of every exchange: growth is never a break, and a loss always is one, at its place."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_portone import contracts, strategies
from pytest_portone.contracts.evolution import apply_all, evolutions, places
from pytest_portone.contracts.forbidden import forbidden
from pytest_portone.contracts.model import EnumType, ObjectType, Scalar, UnionType
from pytest_portone.drift.answers import general, sites_of
from pytest_portone.drift.judging import judge
from pytest_portone.drift.subjects import look_at
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.sandbox.routing import parameter_names
from pytest_portone.traffic import Exchange

NEWEST = contracts.load()
LAW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SPOKEN = [
    (operation.id, status)
    for operation in NEWEST.operations.values()
    for status in NEWEST.statuses(operation)
    if not operation.unstable
    and NEWEST.answer(operation, status)
    and NEWEST.answer(operation, status).type != Scalar("csv")
]


def exchange(operation, status, value):
    path = operation.path
    for name in parameter_names(path):
        path = path.replace(f"{{{name}}}", "1")
    request = Request(operation.method, path, "", {"authorization": "PortOne s"})
    return Exchange(request, Response(status, {}, json.dumps(value).encode()), "api.portone.io", "here")


@st.composite
def answers(draw):
    """An operation, a status, and a body that the contract has for them."""
    operation_id, status = draw(st.sampled_from(SPOKEN))
    return NEWEST.operation(operation_id), status, draw(strategies.responses(operation_id, status))


def came(operation, status, value):
    """What is said of the answer; of the call, which has no body, nothing is asked here."""
    return [each for each in judge(NEWEST, exchange(operation, status, value)) if each.direction == "output"]


@LAW
@given(answer=answers())
def test_what_the_contract_says_is_no_drift(answer):
    assert came(*answer) == []


@LAW
@given(answer=answers(), data=st.data())
def test_what_the_policy_permits_is_never_breaking(answer, data):
    operation, status, value = answer
    found = evolutions(NEWEST, NEWEST.answer(operation, status), value)
    chosen = data.draw(st.lists(st.sampled_from(found), unique=True)) if found else []
    said = came(operation, status, apply_all(chosen, value))
    assert {each.verdict for each in said} <= {"allowed"}
    assert bool(said) is bool(chosen)


@LAW
@given(answer=answers(), data=st.data())
def test_a_required_field_that_is_gone_is_breaking_at_its_place(answer, data):
    operation, status, value = answer
    target = NEWEST.answer(operation, status)
    lost = [each for each in forbidden(NEWEST, target, value) if each.kind == "field gone"]
    if not lost:
        return
    change = data.draw(st.sampled_from(lost))
    (found,) = came(operation, status, change.apply(value))
    assert (found.verdict, found.path) == ("breaking", general(change.path, sites_of(NEWEST, target, value)))


def another_kind(place):
    """A value that can't be of the type that stands at a place; None where all can."""
    match place.type:
        case Scalar("any"):
            return None
        case Scalar("string" | "date-time" | "date") | EnumType() | ObjectType() | UnionType():
            return 7
        case Scalar("object"):
            return []
    return "seven"


@LAW
@given(answer=answers(), data=st.data())
def test_a_value_of_another_type_is_breaking_at_its_place(answer, data):
    operation, status, value = answer
    target = NEWEST.answer(operation, status)
    inner = [each for each in places(NEWEST, target, value) if each.path and another_kind(each) is not None]
    if not inner:
        return
    place = data.draw(st.sampled_from(inner))
    wrong = json.loads(json.dumps(value))
    holder = wrong
    for step in place.path[:-1]:
        holder = holder[step]
    holder[place.path[-1]] = another_kind(place)
    (found,) = came(operation, status, wrong)
    assert (found.verdict, found.path) == ("breaking", general(place.path, sites_of(NEWEST, target, value)))
    assert found.rule == "output-wrong-type"


@pytest.mark.parametrize("version", contracts.versions())
def test_everything_that_the_validator_says_is_said(version):
    """Whatever is broken in an answer: it is drift exactly where the validator says so."""
    contract = contracts.load(version)

    @LAW
    @given(payment=strategies.responses("getPayment", contract=contract, broken=True))
    def law(payment):
        operation = contract.operation("getPayment")
        report = contract.validate(contract.answer(operation, 200), payment)
        strange = look_at(contract, exchange(operation, 200, payment)).strange
        assert bool(strange) is bool(report.violations or report.extensions)
        assert len(strange) <= len(report.violations) + len(report.extensions)

    law()


@LAW
@given(data=st.data(), evolved=st.booleans())
def test_webhooks_keep_the_same_laws(data, evolved):
    value = data.draw(strategies.webhooks(evolved=evolved))
    request = Request("POST", "/hook", "", {"content-type": "application/json"}, json.dumps(value).encode())
    said = judge(NEWEST, Exchange(request, Response(200), "shop", "here", webhook=True))
    assert {each.verdict for each in said} <= {"allowed"}
    assert {each.clause for each in said} <= {"W1"}
    assert bool(said) is evolved


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    operation=st.sampled_from(sorted(NEWEST.operations)),
    path=st.none() | st.text("/pay{}%2F홍 ", max_size=12),
    status=st.integers(100, 599),
    sent=st.binary(max_size=8) | JSON.map(lambda each: json.dumps(each).encode()),
    body=st.binary(max_size=8) | JSON.map(lambda each: json.dumps(each).encode()),
    webhook=st.booleans(),
)
def test_whatever_was_recorded_can_be_judged(operation, path, status, sent, body, webhook):
    named = NEWEST.operation(operation)
    request = Request(named.method, f"/{path}" if path is not None else named.path, "a=b&%", {}, sent)
    found = judge(NEWEST, Exchange(request, Response(status, {}, body), "", "here", webhook=webhook))
    assert all(each.operation and each.path.startswith("$") for each in found)
