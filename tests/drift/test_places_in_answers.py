"""Where things stand in a value: maps, lists, cases that stand by themselves, fields that the document has twice."""

import pytest

from pytest_portone.contracts.model import (
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
from pytest_portone.drift.answers import examine

TEXT = Scalar("string")
SHOP = Contract(
    "shop",
    {},
    {
        "Order": ObjectType(
            "Order",
            {
                "lines": Field("lines", MapOf(ListOf(Ref("Line"))), required=False),
                "pay": Field("pay", Ref("Pay"), required=False),
                "card": Field("card", Ref("Card"), required=False),
                "rate": Field("rate", Scalar("double"), required=False),
                "small": Field("small", Scalar("int32"), required=False),
                "state": Field("state", Ref("State"), required=False),
            },
        ),
        "Line": ObjectType("Line", {"count": Field("count", Scalar("int32")), "state": Field("state", Ref("State"))}),
        "State": EnumType("State", ("OPEN", "PAID")),
        "Pay": UnionType("Pay", "kind", {"CARD": "Card", "CASH": "Cash"}),
        "Card": ObjectType("Card", {"number": Field("number", TEXT)}),
        "Cash": ObjectType("Cash", {}),
    },
)
LINE = {"count": 1, "state": "OPEN"}

SAID = {
    "the key of a map is data": (
        {"lines": {"홍길동": [LINE, {**LINE, "count": "1"}]}},
        ("output-wrong-type", "$.lines.*[*].count", "Line", "count", "an integer", "a string"),
    ),
    "also where it looks like an index": (
        {"lines": {"0": [LINE], "7": [LINE, {"state": "OPEN"}]}},
        ("output-field-missing", "$.lines.*[*].count", "Line", "count", "an integer", ""),
    ),
    "a field more under a key": (
        {"lines": {"7": [{**LINE, "note": None}]}},
        ("output-field-unannounced", "$.lines.*[*].note", "Line", "note", "", "null"),
    ),
    "a value that nobody knows under a key": (
        {"lines": {"7": [{**LINE, "state": "SUNG"}]}},
        ("output-value-unannounced", "$.lines.*[*].state", "State", "SUNG", "", "SUNG"),
    ),
    "something else where a list should be": (
        {"lines": {"7": {}}},
        ("output-wrong-type", "$.lines.*", "Order", "lines", "an array of Line", "an object"),
    ),
    "a case by itself with another's tag": (
        {"card": {"kind": "CASH", "number": "4"}},
        ("output-wrong-tag", "$.card.kind", "Card", "kind", "CARD", "CASH"),
    ),
    "a case by itself whose tag is no string": (
        {"card": {"kind": 7, "number": "4"}},
        ("output-wrong-type", "$.card.kind", "Card", "kind", "CARD", "an integer"),
    ),
    "a case by itself without its tag": (
        {"card": {"number": "4"}},
        ("output-tag-missing", "$.card.kind", "Card", "kind", "CARD", ""),
    ),
    "a oneOf without its tag": (
        {"pay": {}},
        ("output-tag-missing", "$.pay.kind", "Pay", "kind", "one of CARD, CASH", ""),
    ),
    "a oneOf of a new case, at the place of the oneOf": (
        {"pay": {"kind": "SONG"}},
        ("output-case-unannounced", "$.pay", "Pay", "SONG", "", "SONG"),
    ),
    "a number too small": (
        {"small": -(2**31) - 1},
        ("output-out-of-range", "$.small", "Order", "small", "an integer", "an integer too small"),
    ),
    "an enum that is no string": (
        {"state": ["OPEN"]},
        ("output-wrong-type", "$.state", "Order", "state", "one of OPEN, PAID", "an array"),
    ),
    "null where something should be": (
        {"rate": None},
        ("output-wrong-type", "$.rate", "Order", "rate", "a number", "null"),
    ),
    "a field whose name may be data": (
        {"010-1234-5678 (home)": 1},
        ("output-field-unannounced", "$[?]", "Order", "a value that is not shown", "", "an integer"),
    ),
    "something else than an object": (7, ("output-wrong-type", "$", "", "", "an object (Order)", "an integer")),
}


@pytest.mark.parametrize("what", SAID)
def test_what_is_said_and_where(what):
    value, expected = SAID[what]
    (found,) = examine(SHOP, "Order", value)
    assert (found.rule, found.path, found.type, found.field, found.before, found.after) == expected


def test_a_whole_number_is_a_number():
    assert examine(SHOP, "Order", {"rate": 1, "small": 1}) == ()


def test_the_same_thing_under_many_keys_is_told_once():
    value = {"lines": {str(key): [{**LINE, "count": "1"}] * 3 for key in range(5)}}
    assert len(examine(SHOP, "Order", value)) == 1
