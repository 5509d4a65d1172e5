"""Evolutions of one value: found where the policy permits them, applied on a copy, told in a line."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.contracts.errors import UnknownNameError
from pytest_portone.contracts.evolution import Evolution, apply_all, evolutions, places
from pytest_portone.contracts.model import (
    AliasType,
    Contract,
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

TEXT = Scalar("string")
DEEP = 1500
"""Deeper than Python lets functions call each other."""
SHOP = Contract(
    "shop",
    {},
    {
        "Order": ObjectType(
            "Order",
            {
                "id": Field("id", TEXT),
                "lines": Field("lines", ListOf(Ref("Line"))),
                "state": Field("state", Ref("State")),
                "pay": Field("pay", Ref("Pay"), required=False),
                "tags": Field("tags", Ref("Tags"), required=False),
            },
        ),
        "Line": ObjectType("Line", {"count": Field("count", Scalar("int32"))}),
        "State": EnumType("State", ("OPEN", "UNKNOWN_VALUE")),
        "Tags": AliasType("Tags", MapOf(Ref("State"))),
        "Pay": UnionType("Pay", "kind", {"CARD": "Card", "CASH": "Cash"}),
        "Card": ObjectType("Card", {"number": Field("number", TEXT)}),
        "Cash": ObjectType("Cash", {"unknownField": Field("unknownField", TEXT)}),
    },
)
ORDER = {
    "id": "1",
    "lines": [{"count": 1}, {"count": 2}],
    "state": "OPEN",
    "pay": {"kind": "CARD", "number": "4"},
    "tags": {"b": "OPEN", "a": "OPEN"},
}
PAYMENT_NOT_FOUND = {"type": "PAYMENT_NOT_FOUND", "message": "no"}
WEBHOOK = {
    "type": "TaxInvoice.Issued",
    "timestamp": "2024-01-01T00:00:00Z",
    "data": {"taxInvoiceId": "1", "status": "ISSUED"},
}


def lines(contract, target, value):
    return [str(each) for each in evolutions(contract, target, value)]


def test_every_place_is_found_in_the_order_of_the_contract():
    assert lines(SHOP, "Order", ORDER) == [
        '$.unknownField: unknown field, "unknown" (clause 2.4)',
        '$.lines[0].unknownField: unknown field, "unknown" (clause 2.4)',
        '$.lines[1].unknownField: unknown field, "unknown" (clause 2.4)',
        '$.state: unknown enum value, "UNKNOWN_VALUE2" instead of "OPEN" (clause 2.4)',
        '$.pay.kind: unknown case, "UNKNOWN_CASE" instead of "CARD" (clause 2.4)',
        '$.pay.unknownField: unknown field, "unknown" (clause 2.4)',
        '$.tags.a: unknown enum value, "UNKNOWN_VALUE2" instead of "OPEN" (clause 2.4)',
        '$.tags.b: unknown enum value, "UNKNOWN_VALUE2" instead of "OPEN" (clause 2.4)',
    ]


def test_the_order_of_keys_in_the_value_changes_nothing():
    assert lines(SHOP, "Order", dict(reversed(ORDER.items()))) == lines(SHOP, "Order", ORDER)


def test_a_name_that_the_contract_or_the_value_has_is_not_taken_for_an_unknown_one():
    assert [each.path for each in evolutions(SHOP, "Pay", {"kind": "CASH", "unknownField": "x"})] == [
        ("kind",),
        ("unknownField2",),
    ]
    assert [each.path for each in evolutions(SHOP, "Line", {"count": 1, "unknownField": "x"})] == [("unknownField2",)]
    assert [each.path for each in evolutions(SHOP, "Cash", {"kind": "CASH"})] == [("unknownField2",)]


def test_what_is_unknown_already_does_not_become_unknown_again():
    value = {**ORDER, "state": "STRANGE", "pay": {"kind": "STRANGE", "number": "4"}}
    kinds = [each.kind for each in evolutions(SHOP, "Order", value)]
    assert kinds.count("unknown case") == 0
    assert kinds.count("unknown enum value") == len(value["tags"])


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        7,
        [],
        {"lines": "x", "state": 3, "pay": 4, "tags": []},
        {"lines": [3], "pay": {}, "tags": {"a": None}},
        {"pay": {"kind": 3}},
        {"pay": {"kind": ["CARD"]}, "state": ["OPEN"]},
    ],
)
def test_where_a_value_is_not_of_its_type_nothing_is_found(value):
    found = {each.path[:-1] for each in evolutions(SHOP, "Order", value)}
    assert found == ({()} if isinstance(value, dict) else set())


def test_an_enum_alone_is_a_place():
    (only,) = evolutions(SHOP, "State", "OPEN")
    assert only == Evolution("unknown enum value", (), "2.4", "OPEN", "UNKNOWN_VALUE2")
    assert only.apply("OPEN") == "UNKNOWN_VALUE2"


def test_a_type_expression_is_a_target():
    assert [each.path for each in evolutions(SHOP, ListOf(Ref("Line")), [{"count": 1}])] == [(0, "unknownField")]


def test_the_type_of_an_error_evolves():
    newest = contracts.load()
    side = newest.answer(newest.operation("getPayment"), 404)
    assert lines(newest, side, PAYMENT_NOT_FOUND) == [
        '$.type: unknown error type, "UNKNOWN_ERROR" instead of "PAYMENT_NOT_FOUND" (clause 2.4)',
        '$.unknownField: unknown field, "unknown" (clause 2.4)',
    ]


def test_an_error_by_its_own_name_keeps_its_type():
    found = evolutions(contracts.load(), "PaymentNotFoundError", PAYMENT_NOT_FOUND)
    assert [each.path for each in found] == [("unknownField",)]


def test_webhooks_evolve_by_their_own_clause():
    expected = [
        '$.type: unknown webhook type, "Unknown.Event" instead of "TaxInvoice.Issued" (clause W1)',
        '$.unknownField: unknown field, "unknown" (clause W1)',
        '$.data.unknownField: unknown field, "unknown" (clause W1)',
        '$.data.status: unknown enum value, "UNKNOWN_VALUE" instead of "ISSUED" (clause 2.4)',
    ]
    assert lines(contracts.load(), "Webhook", WEBHOOK) == expected
    assert lines(contracts.load(), "TaxInvoiceIssuedWebhook", WEBHOOK) == expected[1:]


def test_webhooks_of_the_older_version_too():
    value = {"payment_id": "1", "tx_id": "2", "status": "Paid"}
    assert [(each.kind, each.clause) for each in evolutions(contracts.load(), "LegacyWebhook", value)] == [
        ("unknown field", "W1"),
        ("unknown enum value", "2.4"),
    ]


def test_inputs_and_answers_without_content_do_not_evolve():
    newest = contracts.load()
    assert evolutions(newest, newest.operation("cancelPayment").request, {"reason": "x", "requester": "ADMIN"}) == ()
    assert evolutions(newest, newest.answer(newest.operation("attachB2bTaxInvoiceFile"), 200), None) == ()


def test_a_type_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(UnknownNameError, match="no type 'Oder'; the nearest is 'Order'"):
        evolutions(SHOP, "Oder", {})


def test_all_together():
    everything = apply_all(evolutions(SHOP, "Order", ORDER), ORDER)
    assert everything == {
        "id": "1",
        "lines": [{"count": 1, "unknownField": "unknown"}, {"count": 2, "unknownField": "unknown"}],
        "state": "UNKNOWN_VALUE2",
        "pay": {"kind": "UNKNOWN_CASE", "number": "4", "unknownField": "unknown"},
        "tags": {"a": "UNKNOWN_VALUE2", "b": "UNKNOWN_VALUE2"},
        "unknownField": "unknown",
    }


SUBSETS = st.sets(st.sampled_from(evolutions(SHOP, "Order", ORDER)))


@given(SUBSETS)
@settings(derandomize=True, database=None)
def test_any_of_them_together_are_them_one_by_one(chosen):
    one_by_one = ORDER
    for each in sorted(chosen, key=str):
        one_by_one = each.apply(one_by_one)
    assert apply_all(chosen, ORDER) == one_by_one


@given(SUBSETS)
@settings(derandomize=True, database=None)
def test_the_value_stays_as_it_was_and_shares_what_does_not_change(chosen):
    before = copy.deepcopy(ORDER)
    after = apply_all(chosen, ORDER)
    assert before == ORDER
    for name, inner in ORDER.items():
        touched = any(each.path[0] == name for each in chosen)
        assert (after[name] is inner) is not touched


def test_each_container_is_copied_once():
    copies = []

    class Counting(dict):
        def copy(self):
            copies.append(self)
            return dict(self)

    value = {**ORDER, "tags": Counting(ORDER["tags"])}
    apply_all(evolutions(SHOP, "Order", value), value)
    assert copies == [ORDER["tags"]]


@pytest.mark.parametrize("value", [{}, {"pay": {}}, {"pay": []}, {"pay": "CARD"}, [], "text", None])
def test_a_value_without_the_place_is_refused(value):
    case = next(each for each in evolutions(SHOP, "Order", ORDER) if each.kind == "unknown case")
    with pytest.raises(LookupError, match=r"the value has no place for this: \$\.pay\.kind: unknown case"):
        case.apply(value)


def test_the_places_of_a_value_are_all_its_typed_values_once():
    found = [each.path for each in places(SHOP, "Order", ORDER)]
    assert found == [
        (),
        ("id",),
        ("lines",),
        ("lines", 0),
        ("lines", 0, "count"),
        ("lines", 1),
        ("lines", 1, "count"),
        ("state",),
        ("pay",),
        ("pay",),  # the union, then the case
        ("pay", "number"),
        ("tags",),
        ("tags", "a"),
        ("tags", "b"),
    ]


def test_a_deep_value_is_no_deeper_than_the_walk():
    contract = Contract(
        "deep", {}, {"Node": ObjectType("Node", {"next": Field("next", Ref("Node"), required=False)})}
    )
    value = {}
    for _ in range(DEEP):
        value = {"next": value}
    found = evolutions(contract, "Node", value)
    assert len(found) == DEEP + 1
    deepest = found[-1].apply(value)
    for _ in range(DEEP):
        deepest = deepest["next"]
    assert deepest == {"unknownField": "unknown"}


def test_each_evolution_has_a_clause_of_the_policy_and_a_path_of_its_own():
    found = evolutions(SHOP, "Order", ORDER) + evolutions(contracts.load(), "Webhook", WEBHOOK)
    assert {each.clause for each in found} == {"2.4", "W1"} <= CLAUSES.keys()
    assert len(set(evolutions(SHOP, "Order", ORDER))) == len(evolutions(SHOP, "Order", ORDER))


def test_evolved_values_are_json():
    assert json.loads(json.dumps(apply_all(evolutions(SHOP, "Order", ORDER), ORDER)))["unknownField"] == "unknown"


def test_the_clauses_of_the_policy():
    """The identifiers that findings and evolutions may name, and the sides that they bind."""
    sides = {}
    for each in CLAUSES.values():
        sides.setdefault(each.side, []).append(each.id)
    assert sides == {
        "input": ["1", "1.1", "1.2", "1.3", "1.4"],
        "output": ["0", "2", "2.1", "2.2", "2.2x", "2.3", "2.4"],
        "both": ["3"],
        "webhook": ["W1", "W2"],
    }
    assert all(key == each.id and each.text.endswith(".") for key, each in CLAUSES.items())
    assert str(CLAUSES["1.4"]) == "clause 1.4 (input): A value is never taken out of an enum that is sent."
