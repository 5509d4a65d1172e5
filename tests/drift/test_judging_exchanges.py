"""Every rule has an exchange that shows it, and nothing else is said of that exchange."""

import json
from functools import partial

import pytest

from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.contracts.policy import CLAUSES
from pytest_portone.drift.judging import judge
from pytest_portone.drift.rules import RULES, TEXTS
from pytest_portone.findings.folding import fold
from pytest_portone.findings.model import Seen

UNSTABLE = "/payments/order-1/transactions"
PAID = {"type": "Transaction.Paid", "timestamp": "2026-01-31T09:30:00Z"}
DATA = {"paymentId": "order-1", "storeId": "s", "transactionId": "t"}
LEGACY = {"payment_id": "order-1", "tx_id": "t", "status": "Paid"}


def put(**fields):
    return lambda body: {**body, **fields}


def inside(name, **fields):
    return lambda body: {**body, name: {**body[name], **fields}}


def without(name):
    return lambda body: {key: value for key, value in body.items() if key != name}


def instead(body):
    return lambda _body: body


def new_use(body):
    return {**without("orderName")(body), "currency": "XXQ"}


ANSWERS = {
    ("output-field-missing", "$.orderName"): {"edit": without("orderName")},
    ("output-tag-missing", "$.status"): {"edit": without("status")},
    ("output-wrong-type", "$.amount.total"): {"edit": inside("amount", total="39000")},
    ("output-bad-format", "$.requestedAt"): {"edit": put(requestedAt="31 January")},
    ("output-out-of-range", "$.amount.total"): {"edit": inside("amount", total=2**63)},
    ("output-unreadable", "$"): {"edit": instead(b"<html>")},
    ("output-content-missing", "$"): {"edit": instead(b"")},
    ("success-unknown", "$"): {"status": 202},
    ("status-unknown", "$"): {"status": 302},
    ("error-foreign", "$"): {"status": 404, "edit": instead(b"<html>")},
    ("output-field-unannounced", "$.nuance"): {"edit": put(nuance=1)},
    ("output-value-unannounced", "$.currency"): {"edit": put(currency="XXQ")},
    ("output-case-unannounced", "$"): {"edit": put(status="SUNG")},
    ("error-unannounced", "$"): {"status": 404, "edit": instead({"type": "PAYMENT_SUNG"})},
}


@pytest.mark.parametrize(("rule", "path"), ANSWERS)
def test_an_answer_is_judged_at_its_place(call, said, rule, path):
    assert said(call(**ANSWERS[rule, path])) == [(rule, RULES[rule].verdict, path)]


def test_what_the_sandbox_says_is_never_drift(call, said):
    assert said(call()) == said(call(path="/payments/order-2")) == []


def test_a_required_field_may_lack_where_the_feature_is_used_in_a_new_way(call, said):
    assert said(call(edit=new_use)) == [
        ("output-field-missing-in-new-use", "review", "$.orderName"),
        ("output-value-unannounced", "allowed", "$.currency"),
    ]


def test_a_renamed_field_is_no_new_use(call, said):
    def renamed(body):
        return {**without("orderName")(body), "name": body["orderName"]}

    assert said(call(edit=renamed)) == [
        ("output-field-missing", "breaking", "$.orderName"),
        ("output-field-unannounced", "allowed", "$.name"),
    ]


STATUSES = {
    (429, b'{"type": "TOO_MANY_REQUESTS"}'): "error-unannounced",
    (503, b'{"message": "down"}'): "error-foreign",
    (503, b"<html>"): "error-foreign",
    (404, b""): "error-foreign",
    (201, b"<html>"): "success-unknown",
    (304, b""): "status-unknown",
}


@pytest.mark.parametrize(("status", "body"), STATUSES)
def test_a_status_that_the_contract_lacks_is_judged_by_what_it_is(call, said, status, body):
    ((rule, _, _),) = said(call(status=status, edit=instead(body)))
    assert rule == STATUSES[status, body]


def test_an_error_without_its_type_is_broken(call, said):
    exchange = call(path="/payments/order-2", edit=without("type"))
    assert said(exchange) == [("output-tag-missing", "breaking", "$.type")]


def test_content_where_the_contract_has_none(newest, said, call):
    from dataclasses import replace

    from pytest_portone.contracts.model import Answer

    operation = replace(newest.operation("getPayment"), answers=(Answer(200),))
    silent = replace(newest, operations={**newest.operations, "getPayment": operation})
    assert said(call(), silent) == [("output-content-unannounced", "allowed", "$")]
    assert said(call(edit=instead(b"")), silent) == said(call(edit=instead(b"null")), silent) == []


def test_items_and_keys_are_stars_and_told_once(call, said):
    def disputes(body):
        return {**body, "disputes": [{"reason": 1}, {"reason": 2}]}

    found = said(call(edit=disputes))
    assert {path for _, _, path in found} >= {"$.disputes[*].status"}
    assert len(found) == len(set(found))


WEBHOOKS = {
    "as it is": ({**PAID, "data": DATA}, []),
    "as it was": (LEGACY, []),
    "with a new field": ({**PAID, "data": {**DATA, "nuance": 1}}, [("output-field-unannounced", "$.data.nuance")]),
    "of a new type": ({**PAID, "type": "Transaction.Sung"}, [("webhook-type-unannounced", "$")]),
    "without a field": (
        {**PAID, "data": {"paymentId": "1", "storeId": "s"}},
        [("output-field-missing", "$.data.transactionId")],
    ),
    "as it was, with a new status": ({**LEGACY, "status": "Sung"}, [("output-value-unannounced", "$.status")]),
    "with a field that the older version has": (
        {**PAID, "data": DATA, "status": "Paid"},
        [("output-field-unannounced", "$.status")],
    ),
    "of somebody else": ({"hello": 1}, [("webhook-unknown", "$")]),
    "that is no JSON": (b"oops", [("webhook-unknown", "$")]),
}


@pytest.mark.parametrize("webhook", WEBHOOKS)
def test_a_webhook_is_judged_as_one(deliver, said, webhook):
    body, expected = WEBHOOKS[webhook]
    assert [(rule, path) for rule, _, path in said(deliver(body))] == expected


def test_a_webhook_of_the_older_version_may_be_a_form(deliver, said):
    form = b"payment_id=order-1&tx_id=t&status=Paid"
    assert said(deliver(form, "application/x-www-form-urlencoded; charset=utf-8")) == []


def test_webhooks_may_grow_by_a_clause_of_their_own(newest, deliver):
    (found,) = judge(newest, deliver({**PAID, "data": {**DATA, "nuance": 1}}))
    assert (found.operation, found.clause, found.direction) == ("webhook 2024-04-25", "W1", "output")


BODY = {"reason": "x"}
cancel = partial(dict, method="POST", path="/payments/order-1/cancel")
CALLS = {
    "request-empty-path-parameter": {"path": "/payments/"},
    "request-slash-in-path-parameter": {"path": "/payments/2026/1"},
    "request-unescaped-path-parameter": {"path": "/payments/a b"},
    "request-path-parameter-escaped-twice": {"path": "/payments/a%252Fb"},
    "request-broken-escape": {"path": "/payments/100%"},
    "request-unknown-parameter": {"query": "storeID=s"},
    "request-missing-parameter": {"path": "/payment-gateways/card-promotion", "query": "amount=1"},
    "request-repeated-parameter": {"query": "storeId=a&storeId=b"},
    "request-missing-body": cancel(),
    "request-unexpected-body": {"body": {}},
    "request-body-sent-twice": {"path": "/payments", "query": "requestBody={}", "body": {}},
    "request-wrong-content-type": cancel(
        body=BODY, headers={"authorization": "PortOne s", "content-type": "text/html"}
    ),
    "request-no-json": cancel(body=b"{'reason'"),
    "request-unknown-field": cancel(body={**BODY, "raeson": "x"}),
    "request-missing-field": cancel(body={}),
    "request-wrong-type": cancel(body={**BODY, "amount": "5"}),
    "request-bad-format": {"path": "/payment-schedules", "query": 'requestBody={"filter":{"from":"31 January"}}'},
    "request-out-of-range": cancel(body={**BODY, "amount": 2**63}),
    "request-unknown-enum-value": cancel(body={**BODY, "requester": "NOBODY"}),
}


MISSPELT = {"request-empty-path-parameter", "request-slash-in-path-parameter"}


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "refused"])
@pytest.mark.parametrize("rule", [each for each in CALLS if each not in MISSPELT])
def test_a_request_that_the_contract_does_not_accept(newest, call, rule, accepted):
    exchange = call(**CALLS[rule], status=200 if accepted else 400)
    found = [each for each in judge(newest, exchange) if each.direction == "input" and each.rule != "unstable-used"]
    assert f"{rule}-{'accepted' if accepted else 'refused'}" in {each.rule for each in found}
    assert {each.verdict for each in found} <= {"review", "exempt"}
    assert all(each.before for each in found)
    behind = "PortOne took it: the contract is behind" if accepted else "it got an error: the caller is wrong"
    assert all(f", and {behind}" in TEXTS[each.rule] for each in found)


def test_the_places_of_requests_are_those_of_compared_contracts(newest, call):
    exchange = call(**cancel(body={**BODY, "amount": "5"}, query="storeID=s"), status=400)
    assert {(each.path, each.field) for each in judge(newest, exchange)} == {
        ("$.query.storeID", "storeID"),
        ("$.amount", "amount"),
    }


CREDENTIALS = {"no": {}, "wrong scheme": {"authorization": "Basic x"}, "wrong": {"authorization": "PortOne None"}}


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_credentials_count_where_portone_refused_them_for_recorders_take_them_out(call, said, credential):
    headers = CREDENTIALS[credential]
    assert said(call(headers=headers, status=400, edit=instead({"type": "INVALID_REQUEST"}))) == []
    refused = call(headers=headers, status=401, edit=instead({"type": "UNAUTHORIZED"}))
    ((rule, verdict, path),) = said(refused)
    assert (rule.startswith("request-"), rule.endswith("-refused"), verdict, path) == (True, True, "review", "$")


def test_a_call_that_fits_no_operation_is_told_without_its_ids(newest, call):
    for path in ("/payments/order-1/sing", "/payments/order-1/", "/sing/order-1"):
        (found,) = judge(newest, call(path=path, status=200))
        assert (found.rule, found.verdict) == ("operation-unknown", "review")
        assert found.operation == f"GET {path}".replace("order-1", "*").replace("sing", "*")
    (found,) = judge(newest, call("PUT"))
    assert (found.rule, found.operation) == ("operation-unknown-refused", "PUT /payments/*")


@pytest.mark.parametrize("rule", sorted(MISSPELT))
def test_a_path_that_portone_refused_is_taken_for_a_misspelt_one(newest, call, rule):
    (found,) = judge(newest, call(**CALLS[rule]))
    assert (found.rule, found.operation) == (f"{rule}-refused", "getPayment")


def test_unstable_operations_are_bound_by_nothing(newest, call):
    exchange = call(path=UNSTABLE, edit=instead({"payment": 7}), status=200)
    found = judge(newest, exchange)
    assert {each.verdict for each in found} == {"exempt", "allowed"}
    assert found[0].rule == "unstable-used"
    assert len(found) > 1


def test_the_use_of_an_unstable_operation_is_told_once(newest, call):
    exchanges = [call(path=UNSTABLE), call(path="/payments/order-2/transactions")]
    seen = [
        Seen(each, f"exchange {number}")
        for number, exchange in enumerate(exchanges)
        for each in judge(newest, exchange)
    ]
    used = [each for each in fold(seen, TEXTS) if each.rule == "unstable-used"]
    assert [(each.subject, each.places[0].sources) for each in used] == [
        ("getPaymentTransactions", ("exchange 0", "exchange 1"))
    ]


def test_every_rule_rests_on_a_clause_and_has_a_text():
    assert all(each.clause in CLAUSES and each.verdict in VERDICTS and each.text for each in RULES.values())
    assert len(set(TEXTS.values())) == len(RULES)


def test_every_rule_is_shown_by_some_exchange_here():
    shown = {rule for rule, _ in ANSWERS} | {rule for _, found in WEBHOOKS.values() for rule, _ in found}
    shown |= {f"{rule}-{then}" for rule in CALLS for then in ("accepted", "refused")}
    shown -= {f"{rule}-accepted" for rule in MISSPELT}
    shown |= {"output-field-missing-in-new-use", "output-content-unannounced", "unstable-used"}
    shown |= {"operation-unknown", "operation-unknown-refused"}
    shown |= {f"request-{each}-refused" for each in ("no-authorization", "wrong-scheme", "wrong-credential")}
    elsewhere = {
        "output-wrong-tag",
        *(f"request-{each}-{then}" for each in ("unknown-case", "wrong-tag") for then in ("accepted", "refused")),
    }
    assert set(RULES) - shown == elsewhere


def test_no_value_is_told(newest, call, deliver):
    """Whatever is a text in what was sent or received: none of it is in what is said."""
    canary = "홍길동 010-1234-5678"

    def spoilt(value):
        match value:
            case dict():
                kept = {key: each if key in ("status", "type") else spoilt(each) for key, each in value.items()}
                return {**kept, canary: canary}
            case list():
                return [spoilt(each) for each in value]
            case str():
                return canary
        return canary

    exchanges = [
        call(edit=spoilt),
        call(path=f"/payments/{canary}/{canary}", edit=spoilt),
        call(**cancel(body=spoilt({"reason": "x", "amount": 1, "requester": "CUSTOMER"})), edit=spoilt),
        call(query=f"storeId={canary}&{canary}={canary}", edit=spoilt, status=418),
        deliver(spoilt({**PAID, "data": DATA})),
    ]
    found = [each for exchange in exchanges for each in judge(newest, exchange)]
    assert len(found) > 10
    assert "홍길동" not in json.dumps([str(each) for each in found], ensure_ascii=False)
    assert "1234" not in str(found)
