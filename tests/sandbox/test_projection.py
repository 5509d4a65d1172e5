"""Full records, fitted to the loaded contract: older, newer, or somebody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_portone import contracts
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
from pytest_portone.sandbox import Band, Promotion
from pytest_portone.sandbox.domains import ROUTES
from pytest_portone.sandbox.projection import Projector, Renamed

FILLED = "<filled in>"
STRING = Scalar("string")


def project(types, expr, value):
    contract = Contract("v", {}, {each.name: each for each in types})
    return Projector(contract).project(expr, value, lambda *_: FILLED)


def thing(**exprs):
    named = {name.rstrip("_"): (expr, not name.endswith("_")) for name, expr in exprs.items()}
    return ObjectType("Thing", {name: Field(name, expr, required) for name, (expr, required) in named.items()})


COLOUR = EnumType("Colour", ("RED",))
CIRCLE = ObjectType("Circle", {"r": Field("r", Scalar("int32"))})
SHAPE = UnionType("Shape", "kind", {"CIRCLE": "Circle"})


@pytest.mark.parametrize(
    ("named", "value", "fitted"),
    [
        (thing(a=STRING), {"a": "x", "b": 1}, {"a": "x"}),
        (thing(a_=STRING), {"a": None}, {}),
        (thing(a=STRING), {}, {"a": FILLED}),
        (thing(a_=Ref("Colour")), {"a": "BLUE"}, {}),
        (thing(a=Ref("Colour")), {"a": "BLUE"}, {"a": FILLED}),
        (thing(a_=Ref("Shape")), {"a": {"kind": "SQUARE"}}, {}),
        (thing(a=Ref("Shape")), {"a": {"kind": "CIRCLE", "r": 1, "x": 2}}, {"a": {"kind": "CIRCLE", "r": 1}}),
        (thing(a=ListOf(Ref("Colour"))), {"a": ["RED", "BLUE"]}, {"a": ["RED"]}),
        (thing(a=MapOf(Ref("Colour"))), {"a": {"x": "RED", "y": "BLUE"}}, {"a": {"x": "RED"}}),
        (thing(a=MapOf(STRING), b=ListOf(STRING)), {"a": {"x": "y"}, "b": ["z"]}, {"a": {"x": "y"}, "b": ["z"]}),
        (thing(a=ListOf(Ref("Colour"))), {"a": {"x": 1}}, {"a": FILLED}),
        (thing(a=MapOf(Ref("Colour"))), {"a": [1]}, {"a": FILLED}),
        (thing(a=Ref("Shape"), b=Ref("Circle")), {"a": 1, "b": "x"}, {"a": FILLED, "b": FILLED}),
    ],
    ids=str,
)
def test_what_fits_stays(named, value, fitted):
    assert project([named, COLOUR, CIRCLE, SHAPE], Ref("Thing"), value) == fitted


def test_types_that_contain_themselves():
    node = ObjectType("Node", {"next": Field("next", Ref("Node"), required=False)})
    assert project([node], Ref("Node"), {"next": {"next": {"x": 1}}}) == {"next": {"next": {}}}


def test_nothing_is_filled():
    assert project([COLOUR], Ref("Colour"), None) is FILLED


# The modelled operations under each contract: a sandbox checks each of its answers, and raises if one breaks it.


def test_a_life_under_each_contract(merchant_of, contract):
    merchant = merchant_of(contract)
    merchant.instant("p-1")
    merchant.cancel("p-1", amount=100)
    merchant.cancel("p-1")
    cash = {"type": "NO_RECEIPT", "customerIdentityNumber": ""}
    expiry = {"validHours": 1}
    account = {"bank": "SHINHAN", "expiry": expiry, "option": {"type": "NORMAL"}, "cashReceipt": cash}
    merchant.instant("p-2", method={"virtualAccount": account})
    merchant.post("/payments/p-2/virtual-account/close")
    key = merchant.issued()
    merchant.pay_with(key, "p-3")
    merchant.get(f"/billing-keys/{key}")
    merchant.delete(f"/billing-keys/{key}")
    for status in ("open", "fail", "issue_virtual_account"):
        getattr(merchant.sandbox.customer, status)(status, total=5)
    for each in merchant.sandbox.payments:
        assert merchant.payment(each)["id"] == each
    tokens = merchant.post("/login/api-secret", {"apiSecret": "s"}).json()
    merchant.post("/token/refresh", {"refreshToken": tokens["refreshToken"]})
    listed = merchant.get("/payments").json()["items"]
    assert len(listed) == len(merchant.get("/payments-by-cursor").json()["items"]) == 6

    assert [call.response.json() for call in merchant.sandbox.calls if call.response.status != 200] == []
    assert {call.provenance for call in merchant.sandbox.calls} == {"modelled"}


def test_a_deleted_billing_key_is_shown_if_the_contract_has_a_word_for_it(merchant_of, contract):
    merchant = merchant_of(contract)
    key = merchant.issued()
    merchant.delete(f"/billing-keys/{key}")
    response = merchant.get(f"/billing-keys/{key}")
    told_apart = contract.version != "2024-04-18"
    assert (response.status, response.json().get("status")) == ((200, "DELETED") if told_apart else (404, None))


def test_operations_are_known_by_their_path(contract):
    """What one contract has not, another has: no route is for nothing."""
    routes = {(each.method, each.path) for each in contract.operations.values()}
    others = [each for each in map(contracts.load, contracts.versions()) if each.version != contract.version]
    elsewhere = {(each.method, each.path) for other in others for each in other.operations.values()}
    modelled = {(each.method, each.path) for each in ROUTES}
    assert modelled - routes <= elsewhere
    assert modelled & routes


def test_an_error_that_an_older_contract_lacks_does_not_arise(merchant_of):
    merchant = merchant_of(contracts.load("2024-04-18"), max_cancellations=1)
    merchant.sandbox.customer.pay("p-1", total=100)
    assert [merchant.cancel(amount=1).status for _ in range(3)] == [200, 200, 200]


def test_an_error_that_an_older_contract_lacks_becomes_an_invalid_request(merchant_of):
    merchant = merchant_of(contracts.load("2024-04-18"), max_transactions=1)
    merchant.sandbox.customer.fail("p-1", total=100)
    response = merchant.instant()
    assert (response.status, response.json()) == (
        400,
        {
            "type": "INVALID_REQUEST",
            "message": "The payment 'p-1' had 1 attempts; the sandbox's settings allow 1 "
            "(the contract has no MAX_TRANSACTION_COUNT_REACHED here)",
        },
    )


def test_an_error_that_only_an_older_contract_has(merchant_of):
    promotions = (Promotion("tenth", (Band(5000, percent=10),)),)
    merchant = merchant_of(contracts.load("2024-10-24"), promotions=promotions)
    merchant.sandbox.customer.pay("p-1", total=6000, promotion="tenth")
    response = merchant.cancel(amount=2000)
    assert (response.status, response.json()) == (
        409,
        {
            "type": "REMAINED_AMOUNT_LESS_THAN_PROMOTION_MIN_PAYMENT_AMOUNT",
            "message": "4000 would be left, less than the 5000 from which on the promotion holds",
        },
    )
    assert merchant.cancel().status == 200


@pytest.mark.parametrize(("values", "expected"), [(("NEW", "OLD"), "NEW"), (("OLD",), "OLD"), (("OTHER",), FILLED)])
def test_a_value_that_was_renamed(values, expected):
    assert project((EnumType("Status", values),), Ref("Status"), Renamed("NEW", "OLD")) == expected


def test_a_contract_of_the_future(merchant_of):
    """What a model has not got, and a newer contract requires, is generated."""
    newest = contracts.load()
    paid = newest.types["PaidPayment"]
    riskier = replace(paid, fields={**paid.fields, "risk": Field("risk", Ref("Risk"))})
    types = {**newest.types, "PaidPayment": riskier, "Risk": EnumType("Risk", ("LOW", "HIGH"))}
    merchant = merchant_of(replace(newest, version="2030", types=types))
    merchant.instant()

    assert merchant.payment("p-1")["risk"] in ("LOW", "HIGH")
    assert merchant.payment("p-1") == merchant.payment("p-1")
    assert merchant.sandbox.calls[-1].provenance == "modelled"
