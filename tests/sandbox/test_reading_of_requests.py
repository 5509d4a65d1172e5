"""What a request may look like, and what is said of one that is wrong."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.sandbox import Request, Sandbox

AUTH = {"authorization": "PortOne secret"}
PAY = "/payments/p-1/instant"
DEEP = "$.body: received more than 100 levels, expected JSON with fewer levels"


def message(response):
    assert response.status == 400, response.json()
    body = response.json()
    assert body["type"] == "INVALID_REQUEST"
    return body["message"]


def test_every_violation_is_listed_with_its_place(merchant):
    response = merchant.instant(orderName=None, amount={"total": "1100"}, productCount=2**31)

    assert message(response) == (
        "The request is wrong in 3 places: "
        '$.body.amount.total: received "1100", expected an integer; '
        "$.body.orderName: received nothing, expected string (required); "
        "$.body.productCount: received 2147483648, "
        "expected an integer within the type's range, whose limit is 2147483647"
    )
    assert [each.path for each in merchant.sandbox.calls[-1].violations] == [
        ("body", "amount", "total"),
        ("body", "orderName"),
        ("body", "productCount"),
    ]
    assert merchant.sandbox.calls[-1].provenance == "refused"


def test_a_misspelt_field_is_named(merchant):
    response = merchant.instant(orderName=None, ordername="shoes")
    assert message(response) == (
        "The request is wrong in 1 place: "
        "$.body.orderName: received nothing, expected string (required) (did you mean 'ordername'?)"
    )


def test_rules_in_words_are_listed_together(merchant):
    response = merchant.instant(channelKey=None, orderName=" ", amount={"total": 0, "vat": -1}, method={})
    assert message(response) == (
        "The request is wrong in 5 places: "
        "$.body.amount.total: received 0, expected 1 or more; "
        "$.body.amount.vat: received -1, expected 0 or more; "
        '$.body.orderName: received " ", expected a name that is not blank; '
        "$.body.method: received nothing, expected card or virtualAccount; "
        "$.body: received nothing, expected channelKey or channelGroupId"
    )
    assert merchant.sandbox.calls[-1].provenance == "modelled"
    assert len(merchant.sandbox.calls[-1].violations) == 5


def test_two_of_what_excludes_each_other(merchant):
    expiry = {"validHours": 1, "dueDate": "2026-01-02T00:00:00Z"}
    account = {"bank": "SHINHAN", "expiry": expiry, "option": {"type": "FIXED", "fixed": {}}}
    name = {"full": "a b", "separated": {"first": "a", "last": "b"}}
    assert message(merchant.instant(method={"virtualAccount": account}, customer={"name": name})) == (
        "The request is wrong in 3 places: "
        "$.body.customer.name: received full and separated, expected full or separated, not both; "
        "$.body.method.virtualAccount.expiry: received validHours and dueDate, "
        "expected validHours or dueDate, not both; "
        "$.body.method.virtualAccount.option.fixed: received nothing, expected pgAccountId or accountNumber"
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "$.body: received nothing, expected JSON (required)"),
        (b"{", "$.body: received Expecting property name enclosed in double quotes at character 1, expected JSON"),
        (b"null", "$.body: received null, expected an object"),
        (b"[]", "$.body: received [], expected an object"),
        (b"\xff{}", "$.body: received broken UTF-8, or half a surrogate pair, expected JSON in UTF-8"),
        (b'{"a": NaN}', "$.body: received NaN, expected JSON, which has no such number"),
        (b'{"a": -Infinity}', "$.body: received -Infinity, expected JSON, which has no such number"),
        (b'{"a": 1e999}', "$.body: received a number out of all bounds, expected a JSON number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "$.body: received a number out of all bounds, expected a JSON number"),
        (b'{"a": "\\ud800"}', "$.body: received broken UTF-8, or half a surrogate pair, expected JSON in UTF-8"),
        pytest.param(b"[" * 101 + b"]" * 101, DEEP, id="deep"),
        pytest.param(b"[" * 99_999, DEEP, id="deeper than the decoder goes"),
    ],
    ids=lambda each: repr(each)[:20],
)
def test_a_body_that_cant_be_read(merchant, body, said):
    response = merchant.post("/payments/p-1/pre-register", body, headers={"content-type": "application/json"})
    assert message(response) == f"The request is wrong in 1 place: {said}"


@pytest.mark.parametrize(
    ("media", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("application/merge-patch+json", 200),
        (None, 200),
        ("text/plain;charset=UTF-8", 200),
        ("application/x-www-form-urlencoded", 400),
        ("", 400),
    ],
)
def test_content_types(merchant, media, status):
    response = merchant.post("/payments/p-1/pre-register", {}, headers={"content-type": media})
    assert response.status == status
    if status == 400:
        assert message(response).endswith(f'$.header["content-type"]: received "{media}", expected application/json')


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/payments/%zz", '$.path.paymentId: received "%zz", expected percent-encoded text: two hexadecimal digits'),
        ("/payments/%FF", "$.path.paymentId: received '%FF', expected percent-encoded UTF-8"),
        ("/payments/\ud800", "$.path.paymentId: received '\\ud800', expected percent-encoded UTF-8"),
    ],
)
def test_paths_that_cant_be_decoded(merchant, path, said):
    assert said in message(merchant.get(path))


@pytest.mark.parametrize("payment_id", ["a/b", "주문 1", "%", "a%2Fb", "?", "#", " ", "\x00", "..", "+", "a;b", "🍎"])
def test_payment_ids_come_back_as_they_were_sent(merchant, payment_id):
    assert merchant.instant(payment_id).status == 200
    assert merchant.payment(payment_id)["id"] == payment_id
    assert list(merchant.sandbox.payments) == [payment_id]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"skipWebhook": "True"}, '$.query.skipWebhook: received "True", expected true or false'),
        ({"requester": "customer"}, '$.query.requester: received "customer", expected one of CUSTOMER, ADMIN'),
    ],
)
def test_parameters_of_the_wrong_type(merchant, query, said):
    assert said in message(merchant.delete(f"/billing-keys/{merchant.issued()}", query=query))


def send(merchant, path, query):
    return merchant.sandbox.handle(Request("GET", path, query, merchant.headers))


@pytest.mark.parametrize(
    ("path", "query", "said"),
    [
        ("/payments/p-1", "storeId=a&storeId=b", "$.query.storeId: received 2 values, expected one"),
        ("/payments/p-1", "storeId=%zz", '$.query: received "%zz", expected percent-encoded text'),
        ("/payments", "requestBody=", "$.query.requestBody: received Expecting value at character 0, expected JSON"),
        ("/payments", "requestBody=%7B%7D&requestBody=%7B%7D", "received 2 values, expected one"),
        ("/payments", "requestBody=%7B%22page%22%3A1%7D", "$.query.requestBody.page: received 1, expected an object"),
        ("/kakaopay/payment/order", "", "$.query.pgTxId: received nothing, expected string (required)"),
        ("/checkout-profiles/evaluate", "amount=01", '$.query.amount: received "01", expected an integer'),
        ("/checkout-profiles/evaluate", f"amount={2**63}", "an integer within the type's range"),
        ("/checkout-profiles/evaluate", f"amount={'9' * 999}", "received a number out of all bounds"),
        (
            "/platform/transfer-summaries/sheet-file",
            "",
            "expected JSON, here or as requestBody in the query (required)",
        ),
    ],
)
def test_queries_that_are_wrong(merchant, path, query, said):
    assert said in message(send(merchant, path, query))


def test_json_in_the_query_is_read_before_the_body(merchant):
    merchant.instant("p-1")
    merchant.instant("p-2")
    page = json.dumps({"page": {"size": 1}})
    response = merchant.sandbox.handle(Request("GET", "/payments", f"requestBody={quote(page)}", AUTH, b"not json"))
    assert len(response.json()["items"]) == 1


def test_a_body_does_where_it_may_stand_in_the_query(merchant):
    merchant.instant("p-1")
    merchant.instant("p-2")
    response = merchant.send("GET", "/payments", {"page": {"size": 1}})
    assert len(response.json()["items"]) == 1


def test_an_object_in_the_query_is_json(merchant):
    path = "/payment-reconciliations/settlements/vat-report"
    date_range = {"from": "2026-01-01", "until": "2026-01-02"}
    sent = {"dateRange": date_range, "currency": "KRW"}
    assert merchant.get(path, wanted=sent).status == 200
    assert message(merchant.get(path, query={"requestBody": "1"})).endswith("received 1, expected an object")


def test_null_stands_for_absent(merchant):
    assert merchant.instant(customer={"id": None, "name": None}, customData="kept").status == 200
    assert merchant.payment("p-1")["customer"] == {}
    assert message(merchant.post("/payments/p-2/cancel", {"reason": None})).endswith(
        "$.body.reason: received nothing, expected string (required)"
    )


def test_unknown_fields_and_parameters_are_ignored(merchant):
    assert merchant.instant(somethingNew=1).status == 200
    assert merchant.get("/payments/p-1", query={"something": "new"}).status == 200


@pytest.mark.parametrize("path", ["/b2b/counterparties", "/platform/payouts", "/platform/partners", "/payments"])
def test_unknown_fields_of_a_filter_let_everything_through(merchant, path):
    wanted = {"filter": {"criteria": {"new": 1}, "keyword": {"new": 1}, "new": [1]}, "new": {}}
    assert merchant.get(path, wanted=wanted).status in {200, 400}


def test_a_whole_number_may_be_written_with_a_fraction(merchant):
    body = b'{"totalAmount": 1.1e3, "taxFreeAmount": 0.0}'
    assert merchant.post("/payments/p-1/pre-register", body).status == 200
    assert message(merchant.post("/payments/p-1/pre-register", b'{"totalAmount": 1.5}')).endswith(
        "$.body.totalAmount: received 1.5, expected an integer"
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/login/api-secret", {"apiSecret": ["hidden-1"]}),
        ("/login/api-secret", "hidden-1"),
        ("/token/refresh", {"refreshToken": {"a": "hidden-1"}}),
        (PAY, {"method": {"card": {"credential": {"number": ["hidden-1"], "expiryYear": 1}}}}),
        (PAY, {"method": {"card": {"credential": "hidden-1"}}}),
        (
            "/billing-keys",
            {
                "channelKey": "c",
                "method": {
                    "card": {
                        "credential": {"number": "hidden-1", "expiryYear": "hidden-1", "expiryMonth": "hidden-1"}
                    }
                },
            },
        ),
    ],
)
def test_secrets_are_not_shown(merchant, path, body):
    response = merchant.post(path, json.dumps(body).encode())
    assert "received a value that is not shown" in message(response)
    assert "hidden-1" not in response.body.decode()
    assert "hidden-1" not in repr(merchant.sandbox.calls[-1])


PATHS = st.text() | st.sampled_from(["/payments/p-1", "/payments", "/billing-keys", "/login/api-secret", PAY])
HEADERS = st.dictionaries(st.sampled_from(["authorization", "content-type", "idempotency-key"]), st.text())
METHODS = st.sampled_from(["GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", ""])
BODIES = st.binary() | st.text().map(lambda text: json.dumps(text).encode())


@given(
    st.builds(Request, METHODS, PATHS, st.text(), HEADERS | HEADERS.map(lambda each: each | AUTH), BODIES),
)
@settings(deadline=None)
def test_no_request_raises(request):
    sandbox = Sandbox()
    response = sandbox.handle(request)
    assert 200 <= response.status < 500
    assert sandbox.calls[-1].response is response
