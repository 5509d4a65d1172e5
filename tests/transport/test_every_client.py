"""What holds for each client that is caught."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pytest_portone.sandbox.messages import Response
from pytest_portone.server import running
from pytest_portone.transport import OtherHostError, intercept

PAYMENT = "https://api.portone.io/payments/order%2F1%20%ED%95%9C?requestBody=%7B%22a%22%3A1%7D"
JSON = {"content-type": "application/json"}


def test_a_call_to_portone_reaches_the_handler_as_it_is(call, recorder):
    handler = recorder(Response(200, JSON, b'{"id": "order/1"}'))
    with intercept(handler):
        reply = call("POST", PAYMENT, headers={"Authorization": "PortOne secret"}, content=b'{"b": 2}')
    (request,) = handler.requests
    assert (request.method, request.path) == ("POST", "/payments/order%2F1%20%ED%95%9C")
    assert request.query == "requestBody=%7B%22a%22%3A1%7D"
    assert request.body == b'{"b": 2}'
    assert request.headers["authorization"] == "PortOne secret"
    assert (reply.status, json.loads(reply.body)) == (200, {"id": "order/1"})


TARGETS = [
    "/payments/a%2Fb",
    "/payments/%ED%95%9C",
    "/payments/a?x=1&x=%20",
    "/payments/a?",
    "/",
    "/payments/a%20b?q=%7B%7D",
]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "content", [None, b"", b'{"a": 1}', [b"one", b"two"]], ids=["none", "empty", "bytes", "pieces"]
)
def test_in_process_and_over_a_socket_are_the_same(call, recorder, target, content):
    answer = Response(404, {**JSON, "x-extra": "1"}, b'{"type": "PAYMENT_NOT_FOUND"}')
    near, far = recorder(answer), recorder(answer)
    method = "GET" if content is None else "POST"
    with running(far) as url:
        over_a_socket = call(method, url + target, content=content)
    with intercept(near, ["http://portone.test"]):
        in_process = call(method, "http://portone.test" + target, content=content)
    assert in_process == over_a_socket
    assert [_without_host(each) for each in near.requests] == [_without_host(each) for each in far.requests]


def _without_host(request):
    assert "host" in request.headers
    headers = {name: value for name, value in request.headers.items() if name != "host"}
    return request.method, request.path, request.query, headers, request.body


def test_other_hosts_pass_untouched(call, recorder):
    ours, theirs = recorder(), recorder(Response(201, {}, b"theirs"))
    with running(theirs) as url, intercept(ours):
        reply = call("POST", f"{url}/elsewhere", content=b"body")
    assert (reply.status, reply.body) == (201, b"theirs")
    assert [each.body for each in theirs.requests] == [b"body"]
    assert ours.requests == []


def test_other_hosts_refused(call, recorder):
    with (
        intercept(recorder(), other_hosts="refuse"),
        pytest.raises(OtherHostError, match=r"https://bank\.test/transfer"),
    ):
        call("GET", "https://bank.test/transfer")


def test_loopback_passes_where_others_are_refused(call, recorder):
    with running(recorder(Response(204, {}, b""))) as url, intercept(recorder(), other_hosts="refuse"):
        assert call("GET", url).status == 204


def test_after_the_interception_calls_go_where_they_go(call, recorder):
    ours, theirs = recorder(), recorder(Response(201, {}, b"theirs"))
    with running(theirs) as url:
        with intercept(ours, [url]):
            call("GET", f"{url}/payments/1")
        reply = call("GET", f"{url}/payments/1")
    assert reply.body == b"theirs"
    assert len(ours.requests) == 1


def test_restored_after_an_error(call, recorder):
    with running(recorder(Response(201, {}, b"theirs"))) as url:
        with pytest.raises(ZeroDivisionError), intercept(recorder(), [url]):
            _ = 1 / 0
        assert call("GET", url).body == b"theirs"


def test_what_the_handler_raises_reaches_the_caller_as_it_is(call):
    class OutageError(Exception):
        pass

    def broken(request):
        raise OutageError(request.path)

    with intercept(broken), pytest.raises(OutageError, match="/banks"):
        call("POST", "https://api.portone.io/banks", content=b"x")


def test_the_inner_interception_answers(call, recorder):
    outer, inner = recorder(), recorder()
    with intercept(outer):
        with intercept(inner):
            call("GET", "https://api.portone.io/banks")
        call("GET", "https://api.portone.io/banks")
    assert (len(outer.requests), len(inner.requests)) == (1, 1)


def test_an_answer_to_head_has_no_body(call, recorder):
    with intercept(recorder(Response(200, JSON, b'{"a": 1}'))):
        reply = call("HEAD", "https://api.portone.io/banks")
    assert (reply.status, reply.body, reply.headers["content-length"]) == (200, b"", "8")


def test_redirects_are_followed_and_remembered(call, recorder):
    handler = recorder(Response(302, {"location": "/payments/2"}, b""), Response(200, JSON, b"{}"))
    with intercept(handler):
        reply = call("GET", "https://api.portone.io/payments/1", follow_redirects=True)
    assert reply.status == 200
    assert [each.path for each in handler.requests] == ["/payments/1", "/payments/2"]
    assert len(reply.native.history) == 1


def test_a_large_body_comes_whole(call, recorder):
    body = bytes(range(256)) * 4096
    handler = recorder(Response(200, {"content-type": "text/csv"}, body))
    with intercept(handler):
        reply = call("POST", "https://api.portone.io/b2b/upload", content=body)
    assert handler.requests[0].body == body
    assert reply.body == body


@pytest.mark.parametrize("status", [200, 204, 400, 404, 409, 502, 599])
def test_the_answer_looks_like_one_from_the_network(call, recorder, status):
    with intercept(recorder(Response(status, {"content-type": "application/json"}, b"" if status == 204 else b"{}"))):
        native = call("GET", "https://api.portone.io/banks").native
    method, url = _request_of(native)
    assert (method, url) == ("GET", "https://api.portone.io/banks")
    assert _raises(native) == (status >= 400)
    assert isinstance(getattr(native, "elapsed", timedelta()), timedelta)


def _request_of(native):
    request = getattr(native, "request_info", None) or native.request
    return request.method, str(request.url)


def _raises(native):
    try:
        native.raise_for_status()
    except Exception as error:  # noqa: BLE001 - each client has its own
        return str(native.status if hasattr(native, "status") else native.status_code) in str(error)
    return False
