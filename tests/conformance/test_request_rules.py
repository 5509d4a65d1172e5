"""Each rule: a request that keeps it, one that breaks it, and what is said of that."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from pytest_portone.conformance import RULES, judge
from pytest_portone.contracts.model import (
    Body,
    Contract,
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

CANCEL, PAY, GET = "/payments/p-1/cancel", "/payments/p-1/billing-key", "/payments/p-1"
KEY, PROMOTIONS = "/billing-keys/k", "/payment-gateways/card-promotion"
IN_QUERY, FORM = "$.query.requestBody", "application/x-www-form-urlencoded"
CARD = {"type": "CARD", "number": "1"}
PAYING = {"billingKey": "k", "orderName": "shoes", "currency": "KRW", "amount": {"total": 1100}}


def ask(*request, **rest):
    """What is sent and by which contract it is judged."""
    return request, rest


def cancelling(*, headers=None, **changes):
    return ask("POST", CANCEL, {"reason": "returned"} | changes, headers=headers)


def page(**filters):
    return ask("GET", "/payments", query=urlencode({"requestBody": json.dumps({"filter": filters})}))


def paying_with(**body):
    return ask("POST", "/pay/1", body, query="times=1.5", contract=SMALL)


SMALL = Contract(
    "small",
    {
        "pay": Operation(
            "pay",
            "POST",
            "/pay/{id}",
            parameters=(
                Parameter("id", "path", Scalar("int32"), required=True),
                Parameter("tags", "query", ListOf(Scalar("int32")), required=False),
                Parameter("times", "query", Scalar("number"), required=True),
            ),
            body=Body(Ref("Payment"), required=False),
        ),
    },
    {
        "Payment": ObjectType(
            "Payment",
            {
                "card": Field("card", Ref("Card"), required=False),
                "by": Field("by", MapOf(Ref("Card")), required=False),
                "method": Field("method", Ref("Method"), required=False),
            },
        ),
        "Method": UnionType("Method", "type", {"CARD": "Card"}),
        "Card": ObjectType("Card", {"number": Field("number", Scalar("string"))}),
    },
)

KEPT = {
    "unknown path": ask("GET", "/banks"),
    "wrong method": ask("GET", "/payments"),
    "empty path parameter": ask("GET", GET),
    "slash in path parameter": ask("POST", "/payments/a%2Fb/cancel", {"reason": "returned"}),
    "unescaped path parameter": ask("GET", "/payments/%EC%A3%BC%20!~*'()"),
    "path parameter escaped twice": ask("GET", "/payments/100%25"),
    "broken escape": ask("GET", "/payments/%ED%95%9C"),
    "no authorization": ask("GET", "/banks", headers={"authorization": None}),
    "wrong scheme": ask("GET", GET, headers={"authorization": "Bearer eyJ0.eyJz.x-_="}),
    "wrong credential": ask(
        "POST", "/login/api-secret", {"apiSecret": "s"}, headers={"authorization": "PortOne None"}
    ),
    "unknown parameter": ask("GET", GET, query="storeId=s"),
    "missing parameter": ask("GET", PROMOTIONS, query="channelKey=k&amount=1"),
    "repeated parameter": ask("POST", "/pay/1", query="times=1.5&tags=1&tags=2", contract=SMALL),
    "missing body": ask("GET", "/payments"),
    "unexpected body": ask("GET", GET, b""),
    "body sent twice": ask("GET", "/payments", {"page": {"number": 1}}),
    "wrong content type": cancelling(headers={"content-type": "text/plain;charset=UTF-8"}),
    "no JSON": page(storeId="s"),
    "unknown field": cancelling(storeId="s"),
    "missing field": cancelling(amount=None),
    "wrong type": cancelling(amount=1.0),
    "bad format": page(**{"from": "2026-01-31T09:30:00+09:00"}),
    "out of range": cancelling(amount=2**63 - 1),
    "unknown enum value": cancelling(requester="CUSTOMER"),
    "unknown case": paying_with(method=CARD),
    "wrong tag": paying_with(card=CARD),
    "unstable operation": cancelling(),
}
"""For each rule a request that comes near to breaking it."""

BROKEN = [
    ("unknown path", ask("GET", "/payment/p-1"), "path /payment/*", "(did you mean /payments/{paymentId}?)"),
    (
        "unknown path",
        ask("POST", "/payments/p-1/cancle", {}),
        "path /payments/*/cancle",
        "mean /payments/{paymentId}/cancel",
    ),
    ("unknown path", ask("GET", f"{GET}/transaction"), "path /payments/*/transaction", "{paymentId}/transactions?"),
    ("unknown path", ask("GET", "/"), "path /", "expected a path of contract"),
    ("wrong method", ask("PUT", GET), "method PUT /payments/{paymentId}", "expected GET (getPayment)"),
    ("wrong method", ask("GET", CANCEL), "method GET /payments/{paymentId}/cancel", "if getPayment is meant"),
    ("empty path parameter", ask("GET", "/payments/"), "$.path.paymentId", "a value for paymentId in /payments/"),
    (
        "empty path parameter",
        ask("POST", "/payments//cancel", {"reason": "x"}),
        "$.path.paymentId",
        "in /payments/{paymentId}/cancel",
    ),
    ("slash in path parameter", ask("GET", "/payments/shop/1"), "$.path.paymentId", "expected %2F"),
    (
        "slash in path parameter",
        ask("POST", "/payments/a/b/c/cancel", {"reason": "x"}),
        "$.path.paymentId",
        "/{paymentId}/cancel",
    ),
    ("unescaped path parameter", ask("GET", "/payments/a b"), "$.path.paymentId", "received a blank as it is"),
    ("unescaped path parameter", ask("GET", "/payments/한<"), "$.path.paymentId", "`<`, a character beyond ASCII"),
    ("unescaped path parameter", ask("GET", "/payments/\x07"), "$.path.paymentId", "a control character"),
    ("path parameter escaped twice", ask("GET", "/payments/a%252Fb"), "$.path.paymentId", "only once"),
    ("broken escape", ask("GET", "/payments/%zz"), "$.path.paymentId", "two hexadecimal digits after each %"),
    ("broken escape", ask("GET", "/payments/%ff"), "$.path.paymentId", "expected UTF-8"),
    ("unexpected body", ask("GET", GET, {}), "$.body", "expected none"),
    ("missing body", ask("POST", CANCEL), "$.body", "expected an object (CancelPaymentBody) as JSON (required)"),
    ("no JSON", ask("POST", CANCEL, b"{"), "$.body", "expected an object (CancelPaymentBody)"),
    ("no JSON", ask("POST", CANCEL, b'{"reason": "\xff"}'), "$.body", "in UTF-8"),
    (
        "unknown field",
        cancelling(raeson="x"),
        "$.body.raeson",
        "a field of CancelPaymentBody (did you mean 'reason'?)",
    ),
    ("unknown field", cancelling(홍길동="x"), "$.body[?]", "received a name that is not shown"),
    ("missing field", cancelling(reason=None), "$.body.reason", "received nothing, expected a string (required)"),
    ("wrong type", cancelling(amount="1100"), "$.body.amount", "received a string, expected an integer"),
    ("wrong type", cancelling(amount=0.5), "$.body.amount", "received a number, expected an integer"),
    ("wrong type", cancelling(amount=True), "$.body.amount", "received a boolean, expected an integer"),
    ("wrong type", cancelling(amount=[]), "$.body.amount", "received an empty array, expected an integer"),
    ("wrong type", ask("POST", CANCEL, b"null"), "$.body", "received null, expected an object (CancelPaymentBody)"),
    (
        "wrong type",
        cancelling(requester=1),
        "$.body.requester",
        "received an integer, expected one of CUSTOMER, ADMIN",
    ),
    ("out of range", cancelling(amount=2**63), "$.body.amount", f"too large, expected an integer from {-(2**63)} to"),
    ("out of range", cancelling(amount=-(2**64)), "$.body.amount", "received a number too small"),
    ("unknown enum value", cancelling(requester="CUSTOMR"), "$.body.requester", "(did you mean 'CUSTOMER'?)"),
    ("unknown enum value", cancelling(requester=""), "$.body.requester", "received an empty string"),
    ("unstable operation", ask("GET", f"{GET}/transactions"), "operation", "UNSTABLE"),
    ("unknown parameter", ask("GET", GET, query="storeID=s"), "$.query.storeID", "(did you mean 'storeId'?)"),
    ("unknown parameter", ask("GET", GET, query="storeID"), "$.query.storeID", "(did you mean 'storeId'?)"),
    ("unknown parameter", ask("GET", GET, query="s3cret"), "$.query[?]", "received a name that is not shown"),
    ("unknown parameter", ask("GET", "/banks", query="a=1"), "$.query.a", "expected no query"),
    (
        "unknown parameter",
        ask("POST", CANCEL, {"reason": "x"}, query="reason=x"),
        "$.query.reason",
        "; reason is a field of the body",
    ),
    (
        "unknown parameter",
        ask("POST", CANCEL, {"reason": "x"}, query="requestBody=1"),
        "$.query.requestBody",
        "send the JSON as the body",
    ),
    (
        "missing parameter",
        ask("GET", PROMOTIONS, query="amount=1"),
        "$.query.channelKey",
        "expected a string (required)",
    ),
    ("repeated parameter", ask("GET", GET, query="storeId=a&storeId=b"), "$.query.storeId", "several values"),
    ("repeated parameter", ask("GET", "/payments", query="requestBody={}&requestBody={}"), IN_QUERY, "expected one"),
    ("broken escape", ask("GET", GET, query="storeId=%f"), "$.query", "two hexadecimal digits after each %"),
    ("no JSON", ask("GET", "/payments", query="requestBody={"), IN_QUERY, "an object (GetPaymentsBody)"),
    ("body sent twice", ask("GET", "/payments", {}, query="requestBody={}"), "$.body", "expected one of them"),
    ("wrong type", ask("DELETE", KEY, query="skipWebhook=yes"), "$.query.skipWebhook", "expected true or false"),
    ("unknown enum value", ask("DELETE", KEY, query="requester=ME"), "$.query.requester", "of CUSTOMER, ADMIN"),
    ("bad format", page(**{"from": "2026-01-31 09:30"}), f"{IN_QUERY}.filter.from", "of the form `0000-00-00 00:00`"),
    ("wrong content type", cancelling(headers={"content-type": FORM}), "header content-type", f"received {FORM}"),
    ("wrong content type", cancelling(headers={"content-type": ""}), "header content-type", "received no media type"),
    ("wrong tag", paying_with(card=CARD | {"type": "CARDS"}), "$.body.card.type", "another string, expected CARD"),
    ("wrong type", paying_with(card=CARD | {"type": 1}), "$.body.card.type", "received an integer, expected CARD"),
    (
        "wrong type",
        paying_with(method=CARD | {"type": 1}),
        "$.body.method.type",
        "received an integer, expected one of",
    ),
    ("missing field", paying_with(card={"number": "1"}), "$.body.card.type", "received nothing, expected CARD"),
    (
        "missing field",
        paying_with(method={"number": "1"}),
        "$.body.method.type",
        "received nothing, expected one of CARD",
    ),
    (
        "missing field",
        paying_with(by={"홍길동": {"type": "CARD"}}),
        "$.body.by[*].number",
        "expected a string (required)",
    ),
    ("missing field", paying_with(by={"5": {"type": "CARD"}}), "$.body.by[*].number", "expected a string (required)"),
    ("wrong type", paying_with(by={"5": 5}), "$.body.by[*]", "received an integer, expected an object (Card)"),
    ("unknown field", paying_with(card=CARD | {"5": 1}), "$.body.card[?]", "a name that is not shown"),
    ("unknown field", paying_with(card=CARD | {"x": 1}), "$.body.card.x", "expected a field of Card"),
    ("unknown case", paying_with(method=CARD | {"type": "CARDS"}), "$.body.method.type", "(did you mean 'CARD'?)"),
    (
        "wrong type",
        ask("POST", "/pay/x", query="times=1", contract=SMALL),
        "$.path.id",
        "a string, expected an integer",
    ),
    ("wrong type", ask("POST", "/pay/1", query="times=x", contract=SMALL), "$.query.times", "expected a number"),
    ("wrong type", ask("POST", "/pay/1", query="times=1&tags=x", contract=SMALL), "$.query.tags[*]", "an integer"),
    (
        "out of range",
        ask("POST", "/pay/1", query=f"times=1&tags=1&tags={2**31}", contract=SMALL),
        "$.query.tags[*]",
        "too large",
    ),
    ("out of range", ask("POST", f"/pay/{2**31}", query="times=1", contract=SMALL), "$.path.id", "too large"),
]
"""Rule, a request that breaks it alone, the place, and what is said."""

CREDENTIALS = [
    ("no authorization", None, "received nothing"),
    ("no authorization", " ", "received nothing"),
    ("wrong scheme", "Basic dXNlcg==", "the scheme `Basic`"),
    ("wrong scheme", "portone s3cret", "the scheme `portone`, expected `PortOne <API secret>`"),
    ("wrong scheme", "s3cret", "received another scheme, or none"),
    ("wrong credential", "PortOne", "received nothing behind `PortOne`"),
    ("wrong credential", "Bearer ", "received nothing behind `Bearer`"),
    ("wrong credential", "PortOne None", "as a setting reads that is not there"),
    ("wrong credential", "PortOne s3 cret", "received several words"),
    ("wrong credential", 'PortOne "s3cret"', "received quotes or brackets"),
]


def test_the_requests_of_most_shops_keep_every_rule(sent, newest):
    assert judge(newest, sent("POST", PAY, PAYING)) == ()


def test_every_rule_is_kept_and_broken_here():
    names = [each.name for each in RULES]
    assert list(KEPT) == names
    assert {each[0] for each in (*BROKEN, *CREDENTIALS)} == set(names)


@pytest.mark.parametrize("rule", KEPT)
def test_a_request_that_comes_near_keeps_the_rule(findings, rule):
    request, rest = KEPT[rule]
    assert findings(*request, **rest) == []


@pytest.mark.parametrize(("rule", "request_", "place", "said"), BROKEN)
def test_a_request_that_breaks_a_rule(findings, rule, request_, place, said):
    request, rest = request_
    (only,) = findings(*request, **rest)
    assert (only.rule, only.place) == (rule, place)
    assert said in only.message
    assert "\n" not in only.message


@pytest.mark.parametrize(("rule", "header", "said"), CREDENTIALS)
def test_credentials_that_break_a_rule(findings, rule, header, said):
    (only,) = findings("GET", GET, headers={"authorization": header})
    assert (only.operation, only.rule, only.place) == ("getPayment", rule, "header authorization")
    assert said in only.message
    assert "s3" not in only.message


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/payments/", "getPayment"),
        ("/payments/a/1", "getPayment"),
        ("/payment/a", ""),
        ("/payments/a", "getPayment"),
    ],
)
def test_the_operation_that_is_meant_is_named(findings, path, operation):
    assert {each.operation for each in findings("GET", path, b"x")} == {operation}


def test_everything_wrong_is_told_at_once_and_a_list_is_one_place(findings):
    product = {"id": 1, "name": "shoe", "amount": 1}
    body = PAYING | {"currency": "KRWW", "amount": {"total": "1"}, "products": [product, product]}
    found = findings("POST", PAY, body, query="x=1", headers={"authorization": None})
    assert [(each.rule, each.place) for each in found] == [
        ("no authorization", "header authorization"),
        ("unknown parameter", "$.query.x"),
        ("missing field", "$.body.products[*].quantity"),
        ("wrong type", "$.body.amount.total"),
        ("wrong type", "$.body.products[*].id"),
        ("unknown enum value", "$.body.currency"),
    ]


def test_a_misspelt_field_is_told_from_both_sides(findings):
    found = findings("POST", CANCEL, {"raeson": "x"})
    assert [each.message for each in found] == [
        "received raeson, expected a field of CancelPaymentBody (did you mean 'reason'?)",
        "received nothing, expected a string (required); received raeson instead",
    ]
