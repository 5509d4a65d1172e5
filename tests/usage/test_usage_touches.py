"""Which differences reach what was used: for each rule a use that is reached, and one that is not."""

from dataclasses import replace

import pytest

from pytest_portone.contracts.changes import RULES, Difference, compare
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
from pytest_portone.usage.model import Usage
from pytest_portone.usage.touching import REACHES

TEXT, SMALL, BIG = Scalar("string"), Scalar("int32"), Scalar("int64")


def thing(name, /, **fields):
    """An object; names that end in `_` are those of optional fields."""
    given = {each.removesuffix("_"): (expr, not each.endswith("_")) for each, expr in fields.items()}
    return ObjectType(name, {each: Field(each, expr, required) for each, (expr, required) in given.items()})


EXTRA = thing("Extra", number_=SMALL, memo_=TEXT)
OWNER = thing("Owner", name=TEXT, nick_=TEXT, age_=SMALL, state_=Ref("State"), home_=Ref("Home"))
TYPES = [
    thing("Charge", amount=BIG, extra_=Ref("Extra"), method_=Ref("Method"), source_=Ref("Source")),
    EXTRA,
    EnumType("Method", ("CARD", "CASH")),
    UnionType("Source", "kind", {"CARD": "CardSource", "BANK": "BankSource"}),
    thing("CardSource", number=TEXT),
    thing("BankSource", bank=TEXT),
    thing("Order", id=TEXT, owner_=Ref("Owner"), inside_=ListOf(Ref("Order")), by_key_=MapOf(Ref("Owner"))),
    OWNER,
    EnumType("State", ("AWAKE", "ASLEEP")),
    UnionType("Home", "type", {"HOUSE": "House", "TENT": "Tent"}),
    thing("House", doors=SMALL),
    thing("Tent", poles=SMALL),
    replace(thing("NotFound", message_=TEXT), error=ErrorMark(404, "NOT_FOUND")),
    replace(thing("Busy", message_=TEXT), error=ErrorMark(409, "BUSY")),
    thing("Hook", type=TEXT, owner_=Ref("Owner")),
]
ID = Parameter("orderId", "path", TEXT, required=True)
DRY = Parameter("dry", "query", Scalar("boolean"), required=False)
CHARGE = Operation(
    "charge",
    "POST",
    "/orders/{orderId}/charge",
    parameters=(ID, DRY),
    body=Body(Ref("Charge")),
    answers=(Answer(200, Ref("Order")),),
    errors=("NotFound",),
)
MAYBE = Operation(
    "maybe", "POST", "/maybe", body=Body(Ref("Extra"), required=False, in_query=True), answers=(Answer(204),)
)
GET = Operation("get", "GET", "/orders/{orderId}", parameters=(ID,), answers=(Answer(200, Ref("Order")),))
BASE = Contract(
    "base",
    {each.id: each for each in (CHARGE, MAYBE, GET)},
    {each.name: each for each in TYPES},
    {"1": "Hook", "2": "Hook"},
)


def types(*changed):
    return replace(BASE, types={**BASE.types, **{each.name: each for each in changed}})


def operations(*changed):
    return replace(BASE, operations={**BASE.operations, **{each.id: each for each in changed}})


def without(operation_id):
    return replace(BASE, operations={name: each for name, each in BASE.operations.items() if name != operation_id})


def defaults(default):
    memo = Field("memo", TEXT, required=False, default=default)
    return types(replace(EXTRA, fields={**EXTRA.fields, "memo": memo}))


def taken_as(*media):
    return operations(replace(MAYBE, body=replace(MAYBE.body, media=frozenset(media))))


def given_as(*media):
    return operations(replace(CHARGE, answers=(Answer(200, Ref("Order"), frozenset(media)),)))


def dry_defaults(default):
    return operations(replace(CHARGE, parameters=(ID, replace(DRY, default=default))))


def tagged(direction):
    """The object in the field `source` or `home` is a case of a oneOf by itself, and is marked with another value."""
    if direction == "input":
        return replace(INNER, types={**INNER.types, "Source": UnionType("Source", "kind", {"VISA": "CardSource"})})
    return replace(INNER, types={**INNER.types, "Home": UnionType("Home", "type", {"YURT": "Tent"})})


INNER = types(
    thing("Charge", amount=BIG, source_=Ref("CardSource")),
    thing("Owner", name=TEXT, home_=Ref("Tent")),
)
NEED_MEMO = thing("Extra", number_=SMALL, memo=TEXT)
NEED_NICK = thing("Owner", name=TEXT, nick=TEXT, age_=SMALL, state_=Ref("State"), home_=Ref("Home"))
PAIRS = {
    "input-field-removed": (BASE, types(thing("Extra", number_=SMALL))),
    "input-required-field-added": (types(thing("Extra", number_=SMALL)), types(NEED_MEMO)),
    "input-field-added": (types(thing("Extra", number_=SMALL)), BASE),
    "input-field-made-required": (BASE, types(NEED_MEMO)),
    "input-field-made-optional": (types(NEED_MEMO), BASE),
    "input-default-removed": (defaults('"a"'), BASE),
    "input-default-added": (BASE, defaults('"a"')),
    "input-default-changed": (defaults('"a"'), defaults('"b"')),
    "output-field-removed": (BASE, types(thing("Owner", name=TEXT))),
    "output-field-added": (types(thing("Owner", name=TEXT)), BASE),
    "output-field-made-optional": (types(NEED_NICK), BASE),
    "output-field-made-required": (BASE, types(NEED_NICK)),
    "input-value-removed": (BASE, types(EnumType("Method", ("CASH",)))),
    "input-value-added": (types(EnumType("Method", ("CASH",))), BASE),
    "output-value-removed": (BASE, types(EnumType("State", ("AWAKE",)))),
    "output-value-added": (types(EnumType("State", ("AWAKE",))), BASE),
    "input-case-removed": (BASE, types(UnionType("Source", "kind", {"BANK": "BankSource"}))),
    "input-case-added": (types(UnionType("Source", "kind", {"BANK": "BankSource"})), BASE),
    "output-case-removed": (BASE, types(UnionType("Home", "type", {"HOUSE": "House"}))),
    "output-case-added": (types(UnionType("Home", "type", {"HOUSE": "House"})), BASE),
    "input-tag-changed": (INNER, tagged("input")),
    "output-tag-changed": (INNER, tagged("output")),
    "output-enum-opened": (BASE, types(thing("Owner", name=TEXT, state_=TEXT))),
    "output-enum-closed": (types(thing("Owner", name=TEXT, state_=TEXT)), BASE),
    "input-type-narrowed": (types(thing("Extra", number_=BIG, memo_=TEXT)), BASE),
    "input-type-widened": (BASE, types(thing("Extra", number_=BIG, memo_=TEXT))),
    "output-type-widened": (BASE, types(thing("Owner", name=TEXT, age_=BIG))),
    "output-type-narrowed": (types(thing("Owner", name=TEXT, age_=BIG)), BASE),
    "parameter-removed": (BASE, operations(replace(CHARGE, parameters=(ID,)))),
    "required-parameter-added": (
        operations(replace(CHARGE, parameters=(ID,))),
        operations(replace(CHARGE, parameters=(ID, replace(DRY, required=True)))),
    ),
    "parameter-added": (operations(replace(CHARGE, parameters=(ID,))), BASE),
    "parameter-made-required": (BASE, operations(replace(CHARGE, parameters=(ID, replace(DRY, required=True))))),
    "parameter-made-optional": (operations(replace(CHARGE, parameters=(ID, replace(DRY, required=True)))), BASE),
    "parameter-default-removed": (dry_defaults("true"), BASE),
    "parameter-default-added": (BASE, dry_defaults("true")),
    "parameter-default-changed": (dry_defaults("true"), dry_defaults("false")),
    "body-removed": (BASE, operations(replace(MAYBE, body=None))),
    "required-body-added": (operations(replace(CHARGE, body=None)), BASE),
    "body-added": (operations(replace(MAYBE, body=None)), BASE),
    "body-made-required": (BASE, operations(replace(MAYBE, body=Body(Ref("Extra"), in_query=True)))),
    "body-made-optional": (operations(replace(MAYBE, body=Body(Ref("Extra"), in_query=True))), BASE),
    "query-body-removed": (BASE, operations(replace(MAYBE, body=Body(Ref("Extra"), required=False)))),
    "query-body-added": (operations(replace(MAYBE, body=Body(Ref("Extra"), required=False))), BASE),
    "input-media-type-removed": (taken_as("application/json", "text/csv"), taken_as("application/json")),
    "input-media-type-added": (taken_as("application/json"), taken_as("application/json", "text/csv")),
    "success-removed": (operations(replace(CHARGE, answers=(*CHARGE.answers, Answer(202)))), BASE),
    "success-added": (BASE, operations(replace(CHARGE, answers=(*CHARGE.answers, Answer(202))))),
    "failure-removed": (operations(replace(CHARGE, answers=(*CHARGE.answers, Answer(429)))), BASE),
    "failure-added": (BASE, operations(replace(CHARGE, answers=(*CHARGE.answers, Answer(429))))),
    "output-media-type-removed": (given_as("application/json", "text/csv"), given_as("application/json")),
    "output-media-type-added": (given_as("application/json"), given_as("application/json", "text/csv")),
    "content-removed": (BASE, operations(replace(CHARGE, answers=(Answer(200),)))),
    "content-added": (operations(replace(CHARGE, answers=(Answer(200),))), BASE),
    "error-removed": (operations(replace(CHARGE, errors=("NotFound", "Busy"))), BASE),
    "error-added": (BASE, operations(replace(CHARGE, errors=("NotFound", "Busy")))),
    "authentication-added": (operations(replace(CHARGE, authenticated=False)), BASE),
    "authentication-removed": (BASE, operations(replace(CHARGE, authenticated=False))),
    "operation-made-unstable": (BASE, operations(replace(CHARGE, unstable=True))),
    "operation-made-stable": (operations(replace(CHARGE, unstable=True)), BASE),
    "operation-removed": (BASE, without("charge")),
    "operation-added": (without("charge"), BASE),
    "webhook-version-removed": (BASE, replace(BASE, webhooks={"2": "Hook"})),
    "webhook-version-added": (replace(BASE, webhooks={"2": "Hook"}), BASE),
}
"""A rule -> two contracts that differ by it."""

FULL_OWNER = {
    "name": "Kim",
    "nick": "k",
    "age": 7,
    "state": "ASLEEP",
    "home": {"type": "TENT", "poles": 2},
}
FULL = {
    "path": "/orders/o-1/charge",
    "query": "dry=true",
    "body": {
        "amount": 1,
        "extra": {"number": 1, "memo": "m"},
        "method": "CARD",
        "source": {"kind": "CARD", "number": "4"},
    },
    "answer": {"id": "o-1", "owner": FULL_OWNER},
}
BARE = {"path": "/orders/o-1/charge", "body": {"amount": 1}, "answer": {"id": "o-1"}}
OTHERS = {**BARE, "body": {"amount": 1, "method": "CASH", "source": {"kind": "BANK", "bank": "b"}}}
WITH_BODY = {"path": "/maybe", "body": {"number": 1, "memo": "m"}, "status": 204}
IN_QUERY = {"path": "/maybe", "query": "requestBody=%7B%22number%22%3A1%7D", "status": 204}
NO_BODY = {"path": "/maybe", "status": 204}
HOOK = {"type": "X", "owner": FULL_OWNER}
CALLS = {
    "input-value-removed": (FULL, OTHERS),
    "input-case-removed": (FULL, OTHERS),
    "parameter-removed": (FULL, BARE),
    "parameter-made-optional": (FULL, BARE),
    "input-media-type-removed": (WITH_BODY, NO_BODY),
    "input-media-type-added": (WITH_BODY, NO_BODY),
    "body-removed": (WITH_BODY, NO_BODY),
    "body-added": (NO_BODY, FULL),
    "body-made-required": (NO_BODY, FULL),
    "body-made-optional": (WITH_BODY, NO_BODY),
    "query-body-removed": (IN_QUERY, WITH_BODY),
    "query-body-added": (NO_BODY, FULL),
}
"""A rule -> a call that its difference reaches, and one that it does not; for the rest, see `calls`."""


def calls(rule):
    if rule in CALLS:
        return CALLS[rule]
    return (FULL, BARE) if RULE[rule].subject == "type" else (BARE, NO_BODY)


RULE = {each.id: each for each in RULES}


def differences(rule):
    old, new = PAIRS[rule]
    return [each for each in compare(old, new) if each.rule == rule]


def marked(usage, rule):
    return any(map(usage.between(*PAIRS[rule]).touches, differences(rule)))


def test_every_rule_says_what_it_reaches_and_has_a_pair():
    assert set(REACHES) == set(RULE) == set(PAIRS)


@pytest.mark.parametrize("rule", [each for each in PAIRS if not each.startswith("webhook")])
def test_a_difference_reaches_what_is_used_and_nothing_else(rule, exchange, used):
    reached, spared = calls(rule)
    assert differences(rule)
    for contract in (BASE, *PAIRS[rule]):  # whichever the run was read by
        if rule.startswith("operation-") and "charge" not in contract.operations:
            continue  # there the call is nobody's
        assert marked(used(contract, exchange("POST", **reached)), rule), contract
    assert not marked(used(BASE, exchange("POST", **spared)), rule)
    assert not marked(Usage(), rule)


@pytest.mark.parametrize("rule", [each for each in PAIRS if each.startswith("webhook")])
def test_a_webhook_version_reaches_those_to_whom_it_is_delivered(rule, used):
    assert differences(rule)
    assert marked(used(BASE, HOOK), rule)
    only_second = replace(BASE, webhooks={"2": "Hook"})
    assert not marked(used(only_second, HOOK), rule)


def test_a_type_counts_wherever_it_stood_in_the_operation(exchange, used):
    """The walk tells it at one place alone: the shortest."""
    old, new = PAIRS["output-field-removed"]
    (told,) = [each for each in compare(old, new) if (each.operation, each.field) == ("get", "nick")]
    assert told.path == "$.owner.nick"
    deep = {"id": "1", "inside": [{"id": "2", "inside": [{"id": "3", "by_key": {"a@b.kr": FULL_OWNER}}]}]}
    usage = used(BASE, exchange("GET", "/orders/1", answer=deep))
    assert usage.touches(told)
    shallow = {"id": "1", "inside": [{"id": "2", "by_key": {"a@b.kr": {"name": "Kim"}}}]}
    assert not used(BASE, exchange("GET", "/orders/1", answer=shallow)).touches(told)


def test_what_is_sent_is_not_what_is_received(exchange, used):
    both = replace(types(thing("Charge", amount=BIG, order_=Ref("Order"))), operations={"charge": CHARGE, "get": GET})
    owner = {**both.types, "Owner": thing("Owner", name=TEXT)}
    found = {
        each.direction: each
        for each in compare(both, replace(both, types=owner))
        if each.operation == "charge" and each.field == "nick"
    }
    usage = used(
        both, exchange("POST", "/orders/1/charge", body={"amount": 1}, answer={"id": "1", "owner": FULL_OWNER})
    )
    assert {direction: usage.touches(each) for direction, each in found.items()} == {"input": False, "output": True}


def test_other_operations_are_spared(exchange, used):
    found = compare(*PAIRS["output-field-removed"])
    usage = used(BASE, exchange("POST", **FULL))
    assert {each.operation for each in found if usage.touches(each)} == {"charge"}


def test_a_webhook_is_reached_like_an_answer(used):
    found = [each for each in compare(*PAIRS["output-field-removed"]) if each.operation.startswith("webhook")]
    usage = used(BASE, HOOK)
    assert {each.operation for each in found if usage.touches(each)} == {"webhook 1"}
    bare = used(BASE, {"type": "X"})
    assert not any(map(bare.touches, found))


def test_names_that_nobody_sees_on_the_wire_may_be_others(exchange, used, renamed):
    """Ids, names of types, and names of parameters in a path."""

    def contract(**changed):
        order = thing("Order", id=TEXT, owner_=Ref("Owner"), inside_=ListOf(Ref("Order")), names_=Ref("Names"))
        find = Operation(
            "find",
            "GET",
            "/{kind}/{id}",
            parameters=(
                Parameter("kind", "path", Ref("Kind"), required=True),
                Parameter("id", "path", TEXT, required=True),
            ),
            answers=(Answer(200, Ref("Order")),),
        )
        all_types = {**BASE.types, "Order": order, "Kind": EnumType("Kind", ("ORDER", "CART"))}
        all_types |= {"Names": AliasType("Names", ListOf(TEXT)), **changed}
        return Contract("find", {"find": find}, all_types)

    old = contract()
    new = renamed(
        contract(
            Owner=thing("Owner", name=TEXT, state_=Ref("State")),
            State=EnumType("State", ("AWAKE", "ASLEEP", "AWAY")),
            Kind=EnumType("Kind", ("CART",)),
            Names=AliasType("Names", ListOf(SMALL)),
        )
    )
    found = {(each.rule, each.type, each.field): each for each in compare(old, new)}
    inner = {"id": "2", "owner": FULL_OWNER, "names": ["n"]}
    usage = used(old, exchange("GET", "/ORDER/1", answer={"id": "1", "inside": [{"id": "3", "inside": [inner]}]}))
    marked = {key for key, each in found.items() if usage.between(old, new).touches(each)}
    assert {
        ("input-value-removed", "KindTwo", "ORDER"),
        ("output-field-removed", "OwnerTwo", "nick"),
        ("output-value-added", "StateTwo", "AWAY"),
        ("output-type-widened", "NamesTwo", ""),
    } <= set(found)
    assert marked == set(found)
    cart = used(old, exchange("GET", "/CART/1", answer={"id": "1"}))
    assert not any(map(cart.between(old, new).touches, found.values()))


def test_ids_that_change_places_are_told_apart(exchange, used):
    """An id of the run may be another operation's in the contracts that are compared."""
    old, new = PAIRS["operation-removed"]
    swapped = {"charge": replace(GET, id="charge"), "get": replace(CHARGE, id="get"), "maybe": MAYBE}
    usage = used(replace(BASE, operations=swapped), exchange("GET", "/orders/1", answer={"id": "1"}))
    (gone,) = [each for each in compare(old, new) if each.rule == "operation-removed"]
    assert usage.touches(gone)
    assert not usage.between(old, new).touches(gone)


def test_an_unknown_field_or_value_may_be_the_one(exchange, used):
    """A run that is read by the newer contract does not know the names that are gone."""
    old, new = PAIRS["input-field-removed"]
    usage = used(new, exchange("POST", **FULL))
    (gone,) = [each for each in compare(old, new) if each.operation == "charge"]
    assert usage.touches(gone)
    bare = used(new, exchange("POST", **{**FULL, "body": {"amount": 1, "extra": {"number": 1}}}))
    assert not bare.touches(gone)


def test_a_null_is_sent_too(exchange, used):
    (gone,) = [e for e in compare(*PAIRS["input-field-removed"]) if e.operation == "charge"]
    body = {"amount": 1, "extra": {"memo": None}}
    assert used(BASE, exchange("POST", **{**BARE, "body": body})).touches(gone)


def test_runs_add_up(exchange, used):
    found = compare(*PAIRS["output-field-removed"])
    first, second = used(BASE, exchange("POST", **FULL)), used(BASE, HOOK)
    merged = Usage.merged([first, second])
    assert {each.operation for each in found if merged.touches(each)} == {"charge", "webhook 1"}
    assert Usage.merged([]) == Usage()


def test_a_rule_that_nobody_has_told_of_reaches_every_call(exchange, used):
    strange = Difference("new-rule", "1", "review", "charge", "input", "$.x", "", "", "", "")
    assert used(BASE, exchange("POST", **BARE)).touches(strange)
    assert not used(BASE, exchange("POST", **NO_BODY)).touches(strange)


def test_what_is_asked_of_a_whole_body_reaches_every_call(exchange, used):
    """It may have been left out, and an answer may have been another one."""
    charge, order = TYPES[0], BASE.types["Order"]
    grown = types(
        replace(charge, fields={**charge.fields, "token": Field("token", TEXT)}),
        replace(order, fields={**order.fields, "later": Field("later", TEXT)}),
    )
    refused = used(BASE, exchange("POST", "/orders/1/charge", status=500))
    found = {(each.rule, each.path) for each in compare(BASE, grown) if refused.touches(each)}
    assert found == {("input-required-field-added", "$.token"), ("output-field-added", "$.later")}


def test_an_answer_of_another_type_reaches_every_call(exchange, used):
    listed = operations(replace(CHARGE, answers=(Answer(200, ListOf(Ref("Order"))),)))
    (found,) = compare(BASE, listed)
    assert (found.path, found.direction) == ("$", "output")
    assert used(BASE, exchange("POST", "/orders/1/charge", status=500)).touches(found)


def test_a_type_inside_a_case_counts_wherever_it_stood_under_another_name(exchange, used, renamed):
    def contract(room):
        house = thing("House", doors=SMALL, rooms=ListOf(Ref("Room")))
        return replace(types(house, room), operations={"get": GET}, webhooks={})

    old, new = contract(thing("Room", window_=TEXT)), renamed(contract(thing("Room")))
    (gone,) = compare(old, new)
    assert (gone.type, gone.path) == ("RoomTwo", "$.owner.home.rooms[*].window")
    owner = {"name": "Kim", "home": {"type": "HOUSE", "doors": 1, "rooms": [{"window": "w"}]}}
    deep = used(old, exchange("GET", "/orders/1", answer={"id": "1", "by_key": {"k": owner}}))
    assert deep.between(old, new).touches(gone)
    owner["home"]["rooms"] = [{}]
    without = used(old, exchange("GET", "/orders/1", answer={"id": "1", "by_key": {"k": owner}}))
    assert not without.between(old, new).touches(gone)


def test_a_value_counts_wherever_it_was_sent(exchange, used):
    charge = thing("Charge", amount=BIG, method_=Ref("Method"), parts_=ListOf(Ref("Charge")))
    old = types(charge)
    new = types(charge, EnumType("Method", ("CASH",)))
    (gone,) = compare(old, new)
    assert gone.path == "$.method"
    body = {"amount": 1, "parts": [{"amount": 1, "method": "CARD"}]}
    assert used(old, exchange("POST", **{**BARE, "body": body})).touches(gone)
    body["parts"][0]["method"] = "CASH"
    assert not used(old, exchange("POST", **{**BARE, "body": body})).touches(gone)


def test_the_tag_of_a_one_of_that_becomes_an_object_counts_wherever_it_was_sent(exchange, used):
    charge = thing("Charge", amount=BIG, source_=Ref("Source"), parts_=ListOf(Ref("Charge")))
    old = types(charge)
    new = types(charge, thing("Source", kind=Ref("Kind")), EnumType("Kind", ("BANK",)))
    (gone,) = [each for each in compare(old, new) if each.rule == "input-value-removed"]
    assert (gone.path, gone.field) == ("$.source.kind", "CARD")
    body = {"amount": 1, "parts": [{"amount": 1, "source": {"kind": "CARD", "number": "4"}}]}
    assert used(old, exchange("POST", **{**BARE, "body": body})).between(old, new).touches(gone)


def test_the_fields_of_an_unknown_case_may_be_the_ones(exchange, used):
    new = types(thing("BankSource"), UnionType("Source", "kind", {"BANK": "BankSource"}))
    old = types(UnionType("Source", "kind", {"BANK": "BankSource"}))
    (gone,) = compare(old, new)
    body = {"amount": 1, "source": {"kind": "LATER", "number": "4"}}
    assert used(new, exchange("POST", **{**BARE, "body": body})).touches(gone)


def test_a_type_that_stands_for_another_counts_by_its_own_name(exchange, used):
    order = thing("Order", id=TEXT, names_=Ref("Names"), inside_=ListOf(Ref("Order")))
    old = types(order, AliasType("Names", ListOf(TEXT)))
    new = types(order, AliasType("Names", ListOf(SMALL)))
    found = [each for each in compare(old, new) if each.operation == "get"]
    deep = {"id": "1", "inside": [{"id": "2", "names": ["n"]}]}
    assert found
    assert all(map(used(old, exchange("GET", "/orders/1", answer=deep)).touches, found))


def test_errors_that_nothing_tells_apart_are_all_met(exchange, used):
    detail = thing("Detail", why_=TEXT)
    error = replace(thing("NotFound", detail_=Ref("Detail")), error=ErrorMark(404))
    old, new = types(detail, error), types(thing("Detail"), error)
    (gone,) = compare(old, new)
    answer = {"detail": {"why": "gone"}}
    assert used(old, exchange("POST", "/orders/1/charge", status=404, answer=answer)).touches(gone)
