"""Values that carry what was done to them are like plain values everywhere else."""

import copy
import json
import pickle

import pytest

from pytest_portone import contracts, strategies
from pytest_portone.contracts.evolution import ABSENT, Evolution
from pytest_portone.strategies.broken import Breakage, breakages, stranger
from pytest_portone.strategies.evolved import readable
from pytest_portone.strategies.marked import marked

CHANGE = Evolution("unknown field", ("x",), "2.4", None, "unknown")
CASE = Evolution("unknown case", ("inner", "type"), "2.4", "A", "UNKNOWN_CASE")
INSIDE = Evolution("unknown field", ("inner", "deep", "unknownField"), "2.4", None, "unknown")
INNER_CASE = Evolution("unknown case", ("inner", "deep", "type"), "2.4", "B", "UNKNOWN_CASE")
BREAKAGE = Breakage("wrong type", ("amount",), 1, "1")


@pytest.mark.parametrize("value", [{"a": [1, None]}, [1, {"b": True}], "text", 7, 0.5, {}, [], ""])
def test_a_marked_value_is_equal_travels_and_shows_as_the_plain_one(value):
    carrying = marked(value, evolutions=(CHANGE,))
    assert carrying == value
    assert json.dumps(carrying) == json.dumps(value)
    assert repr(carrying) == repr(value)
    assert isinstance(carrying, type(value))


def test_a_mark_survives_a_copy():
    carrying = marked({"a": 1}, breakage=BREAKAGE)
    assert copy.copy(carrying).breakage == BREAKAGE
    assert copy.deepcopy(carrying).breakage == BREAKAGE
    assert pickle.loads(pickle.dumps(carrying)).breakage == BREAKAGE  # noqa: S301 - our own
    missing = marked({"a": 1}, breakage=Breakage("missing field", ("b",), 1, ABSENT))
    assert copy.deepcopy(missing).breakage.apply({"a": 1, "b": 1}) == missing


def test_what_is_not_evolved_has_no_evolutions_and_what_is_not_broken_no_breakage():
    assert marked({}, breakage=BREAKAGE).evolutions == ()
    assert marked({}, evolutions=(CHANGE,)).breakage is None


def test_nothing_evolves_inside_an_unknown_case():
    assert readable([CHANGE, CASE, INSIDE, INNER_CASE]) == (CHANGE, CASE)
    assert readable([INSIDE, INNER_CASE]) == (INNER_CASE,)
    assert readable([CHANGE, INSIDE]) == (CHANGE, INSIDE)


def test_a_breakage_leaves_the_value_as_it_was():
    value = {"amount": 1, "rest": {"a": 1}}
    after = BREAKAGE.apply(value)
    assert (value, after) == ({"amount": 1, "rest": {"a": 1}}, {"amount": "1", "rest": {"a": 1}})
    assert after["rest"] is value["rest"]
    assert Breakage("missing field", ("rest", "a"), 1, ABSENT).apply(value) == {"amount": 1, "rest": {}}


def test_a_breakage_in_a_line():
    assert str(BREAKAGE) == '$.amount: wrong type, "1" instead of 1'
    assert (
        str(Breakage("missing field", ("a", 0), {"b": 1}, ABSENT))
        == '$.a[0]: missing field, nothing instead of {"b": 1}'
    )


def kinds(target, value, direction):
    return {(each.kind, each.path) for each in breakages(contracts.load(), target, value, direction)}


def test_what_may_break_depends_on_the_direction():
    value = {"reason": "x", "requester": "ADMIN"}
    as_output = kinds("CancelPaymentBody", value, "output")
    assert as_output == {
        ("wrong type", ()),
        ("missing field", ("reason",)),
        ("wrong type", ("reason",)),
        ("wrong type", ("requester",)),
    }
    as_input = kinds("CancelPaymentBody", value, "input")
    assert as_input - as_output == {("unknown enum value", ("requester",))}
    address = {"type": "ONE_LINE", "oneLine": "x"}
    assert kinds("Address", address, "input") - kinds("Address", address, "output") == {("unknown case", ("type",))}


def test_a_value_that_is_unknown_is_none_of_the_known():
    assert stranger(["A"]) == "UNKNOWN_VALUE"
    assert stranger(["A", "UNKNOWN_VALUE"]) == "UNKNOWN_VALUE_"


def test_every_kind_of_breakage_comes(examples):
    wanted = {
        "PaymentAmountInput": {"missing field", "wrong type", "out of range"},
        "DateTimeRange": {"missing field", "wrong type", "bad format"},
        "DateRange": {"missing field", "wrong type", "bad format"},
        "Address": {"missing field", "wrong type", "unknown case", "unknown enum value"},
        "CardBrand": {"wrong type", "unknown enum value"},
        "PaymentNotFoundError": {"missing field", "wrong type", "wrong tag"},
    }
    for name, expected in wanted.items():
        values = examples(strategies.types(name, broken=True, direction="input"), examples=100)
        assert {each.breakage.kind for each in values} == expected, name


def test_every_kind_of_evolution_comes(examples):
    payments = examples(strategies.types("Payment", evolved=True), examples=100)
    assert {each.kind for value in payments for each in value.evolutions} == {
        "unknown field",
        "unknown enum value",
        "unknown case",
    }
    assert max(len(each.evolutions) for each in payments) > 1
    errors = examples(strategies.responses("getPayment", 404, evolved=True))
    assert "unknown error type" in {each.kind for value in errors for each in value.evolutions}
    webhooks = examples(strategies.webhooks(evolved=True))
    assert "unknown webhook type" in {each.kind for value in webhooks for each in value.evolutions}


def test_a_value_of_an_enum_carries_its_evolution(examples):
    for each in examples(strategies.types("CardBrand", evolved=True)):
        assert each == "UNKNOWN_VALUE"
        assert isinstance(each, str)
        assert [change.path for change in each.evolutions] == [()]
