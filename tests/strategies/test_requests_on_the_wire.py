"""How a request looks on the wire: percent-encoding, JSON in the query, bytes."""

import json
from urllib.parse import parse_qs

import pytest

from pytest_portone import contracts
from pytest_portone.strategies import Request
from pytest_portone.strategies.broken_requests import broken_request, request_breakages

NEWEST = contracts.load()


def request_of(operation_id, *, path=None, query=None, **rest):
    return Request(NEWEST.operation(operation_id), path or {}, query or {}, **rest)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("order-1", "/payments/order-1"),
        ("a/b", "/payments/a%2Fb"),
        (" ", "/payments/%20"),
        ("주문?#%", "/payments/%EC%A3%BC%EB%AC%B8%3F%23%25"),
    ],
)
def test_the_path(value, path):
    request = request_of("getPayment", path={"paymentId": value})
    assert (request.method, request.url) == ("GET", path)
    assert (request.content, request.headers) == (b"", {})


def test_the_query():
    query = {"storeId": "a b&c=d", "skipWebhook": True}
    request = request_of("deleteBillingKey", path={"billingKey": "k"}, query=query)
    assert request.url == "/billing-keys/k?storeId=a%20b%26c%3Dd&skipWebhook=true"


def test_lists_and_numbers_in_the_query():
    request = request_of("getPgCardPromotions", query={"amount": 1000, "several": ["a", 2]})
    assert request.query_string == "amount=1000&several=a&several=2"


def test_a_body():
    request = request_of("cancelPayment", path={"paymentId": "1"}, body={"reason": "취소"})
    assert request.content == '{"reason": "취소"}'.encode()
    assert request.headers == {"Content-Type": "application/json"}
    assert request.url == "/payments/1/cancel"


def test_a_body_in_the_query():
    request = request_of("getPayments", body={"page": {"size": 1}}, body_in_query=True)
    assert request.url == "/payments?requestBody=%7B%22page%22%3A%20%7B%22size%22%3A%201%7D%7D"
    assert (request.content, request.headers) == (b"", {})


def broken_alike(request):
    return {str(each): broken_request(request, each) for each in request_breakages(NEWEST, request)}


def test_json_in_a_query_parameter_is_json_still_when_it_is_wrong():
    value = {"dateRange": {"from": "2026-01-01", "until": "2026-01-31"}}
    found = broken_alike(request_of("getPaymentReconciliationSettlementVatReport", query={"requestBody": value}))
    texts = {each: parse_qs(broken.query_string).get("requestBody") for each, broken in found.items()}
    assert [each for each, text in texts.items() if text is None] == [
        f"$.query.requestBody: missing field, nothing instead of {json.dumps(value)}"
    ]
    wrong = [json.loads(text[0]) for text in texts.values() if text]
    assert wrong == [broken.query["requestBody"] for broken in found.values() if broken.query]
    assert value not in wrong
    assert 0 in wrong


def test_a_body_that_is_missing_is_missing_in_the_query_too():
    request = request_of("revokePaymentSchedules", body={"billingKey": "k"}, body_in_query=True)
    [broken] = [each for name, each in broken_alike(request).items() if name.startswith("$.body: missing field")]
    assert (broken.url, broken.content, broken.body_in_query) == ("/payment-schedules", b"", False)
