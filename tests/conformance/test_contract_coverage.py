"""What the tests have met of the contract, and how much there is to meet."""

from __future__ import annotations

import json

import pytest
from hypothesis import Phase, given, settings

from pytest_portone import contracts, strategies
from pytest_portone.contract_coverage import Exercised
from pytest_portone.contracts.errors import UnknownNameError
from pytest_portone.contracts.model import (
    Answer,
    Contract,
    EnumType,
    ErrorMark,
    Field,
    ListOf,
    ObjectType,
    Operation,
    Ref,
    Scalar,
    UnionType,
)

NO = ErrorMark(404, "NOT_FOUND")
SMALL = Contract(
    "small",
    {
        "look": Operation("look", "GET", "/look", answers=(Answer(200, ListOf(Ref("Pet"))),), errors=("NotFound",)),
        "put": Operation("put", "PUT", "/look", answers=(Answer(204),)),
    },
    {
        "Pet": UnionType("Pet", "kind", {"CAT": "Cat", "DOG": "Dog"}),
        "Cat": ObjectType("Cat", {"mood": Field("mood", Ref("Mood"))}),
        "Dog": ObjectType("Dog"),
        "Mood": EnumType("Mood", ("CALM", "WILD")),
        "NotFound": ObjectType("NotFound", {"message": Field("message", Scalar("string"))}, NO),
        "Hook": UnionType("Hook", "type", {"Born": "Born"}),
        "Born": ObjectType("Born", {"pet": Field("pet", Ref("Pet"))}),
        "Asked": EnumType("Asked", ("ONLY", "IN", "REQUESTS")),
    },
    webhooks={"2024-04-25": "Hook"},
)


def test_what_is_counted_and_of_how_much():
    exercised = Exercised()
    exercised.add(SMALL, "look", 200, [{"kind": "CAT", "mood": "CALM"}, {"kind": "DOG"}])
    exercised.add(SMALL, "look", 404, {"type": "NOT_FOUND", "message": "no"})
    exercised.add_webhook(SMALL, "2024-04-25", {"type": "Born", "pet": {"kind": "CAT", "mood": "WILD"}})
    covered = exercised.coverage(SMALL)
    assert (covered.operations, covered.of_operations) == (("look",), 2)
    assert (covered.statuses, covered.of_statuses) == (("look 200", "look 404"), 3)
    assert (covered.values, covered.of_values) == (("Mood.CALM", "Mood.WILD"), 2)
    assert (covered.cases, covered.of_cases) == (("Hook.Born", "Pet.CAT", "Pet.DOG"), 3)


def test_an_answer_without_content():
    exercised = Exercised()
    exercised.add(SMALL, "put", 204, None)
    assert exercised.plain() == {"operations": ["put"], "statuses": ["put 204"], "values": [], "cases": []}


@pytest.mark.parametrize(
    "value", [None, "text", [None, 1], [{"kind": "FISH"}], [{"kind": ["CAT"]}], [{"kind": "CAT", "mood": "SHY"}]]
)
def test_what_the_contract_does_not_know_is_not_counted(value):
    exercised = Exercised()
    exercised.add(SMALL, "look", 200, value)
    assert set(exercised.values) | (exercised.cases - {"Pet.CAT"}) == set()


def test_a_status_that_the_contract_lacks_is_a_call_and_no_more():
    exercised = Exercised()
    exercised.add(SMALL, "look", 502, {"type": "BAD_GATEWAY"})
    assert exercised.plain() == {"operations": ["look"], "statuses": [], "values": [], "cases": []}


def test_names_that_the_contract_lacks_are_refused():
    with pytest.raises(UnknownNameError, match="no operation 'loook'; the nearest is 'look'"):
        Exercised().add(SMALL, "loook", 200, [])
    with pytest.raises(UnknownNameError, match="no webhook version '2024-01-01'"):
        Exercised().add_webhook(SMALL, "2024-01-01", {})


def test_only_names_of_the_contract_are_covered():
    exercised = Exercised()
    exercised.add(SMALL, "look", 200, [{"kind": "DOG"}])
    covered = exercised.coverage(contracts.load())
    assert (covered.operations, covered.statuses, covered.values, covered.cases) == ((), (), (), ())
    assert covered.of_operations == 147


@settings(max_examples=30, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
@given(strategies.responses("getPayment"), strategies.webhooks())
def test_workers_and_one_process_count_alike(payment, webhook):
    contract = contracts.load()
    whole, first, second, merged = Exercised(), Exercised(), Exercised(), Exercised()
    for each in (whole, first):
        each.add(contract, "getPayment", 200, payment)
    for each in (whole, second):
        each.add_webhook(contract, "2024-04-25", webhook)
    for each in (first, second, first):
        merged.merge(json.loads(json.dumps(each.plain())))
    assert merged == whole
    assert f"Payment.{payment['status']}" in whole.cases
    assert f"Webhook.{webhook['type']}" in whole.cases


@pytest.mark.parametrize("version", contracts.versions())
def test_all_that_is_met_is_reachable(version):
    contract = contracts.load(version)
    covered = Exercised().coverage(contract)
    statuses = sum(len(contract.statuses(each)) for each in contract.operations.values())
    assert (covered.of_operations, covered.of_statuses) == (len(contract.operations), statuses)
    everything = Exercised(
        values={f"PaymentMethodType.{each}" for each in "AB"}, cases={"Payment.PAID", "Payment.NO"}
    )
    assert everything.coverage(contract).cases == ("Payment.PAID",)
    assert everything.coverage(contract).values == ()
