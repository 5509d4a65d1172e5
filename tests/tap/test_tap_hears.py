"""What the listener is told, for each client."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from pytest_portone.sandbox.messages import Response
from pytest_portone.tap import LiveCallError, tap


def test_an_answer_of_a_real_server_is_live_and_told_with_its_request(call, ear, server):
    listener = ear(server.host)
    with tap(listener):
        reply = call("POST", f"{server.url}/payments/a%2Fb?x=1", headers={"X-Trace": "7"}, content=b'{"a": 1}')
    (heard,) = listener.heard
    assert heard.live
    assert (heard.request.method, heard.request.path, heard.request.query) == ("POST", "/payments/a%2Fb", "x=1")
    assert heard.request.headers["x-trace"] == "7"
    assert heard.request.body == b'{"a": 1}'
    assert heard.response.status == 200
    assert heard.response.headers["content-type"] == "application/json"
    assert heard.response.body == reply.body
    assert listener.asked == [heard.request]
    assert not listener.deliveries
    assert len(server.seen) == 1


def test_a_coded_answer_is_told_decoded_and_without_its_coding(call, ear, server):
    listener = ear(server.host)
    with tap(listener):
        call("GET", f"{server.url}/gzip")
    (heard,) = listener.heard
    assert heard.response.json() == {"coded": True}
    assert not heard.response.headers.keys() & {"content-encoding", "content-length", "transfer-encoding"}


def test_each_answer_on_the_way_of_a_redirect_is_told(call, ear, server, request):
    listener = ear(server.host)
    with tap(listener):
        reply = call("GET", f"{server.url}/redirect", follow_redirects=True)
    told = [(each.request.path, each.response.status) for each in listener.heard]
    if "aiohttp" in request.node.callspec.id:  # it follows below its public methods
        assert told == [("/redirect", 200)]
    else:
        assert told == [("/redirect", 302), ("/banks", 200)]
    assert reply.status == 200
    assert [each.status if hasattr(each, "status") else each.status_code for each in reply.native.history] == [302]


def test_calls_to_other_hosts_are_not_told(call, ear, server):
    listener = ear()
    with tap(listener):
        assert call("GET", f"{server.url}/banks").status == 200
    assert not listener.heard
    assert not listener.asked


@pytest.mark.parametrize("path", ["/banks", "/gzip", "/chunked", "/cookies", "/refused"])
def test_a_changed_answer_is_what_the_client_gets(call, ear, server, path):
    listener = ear(server.host, change=lambda came: Response(201, {**came.headers, "x-new": "1"}, b'{"new": 1}'))
    with tap(listener):
        reply = call("GET", f"{server.url}{path}")
    fields = [(name.lower(), value) for name, value in reply.headers]
    assert (reply.status, reply.body) == (201, b'{"new": 1}')
    assert ("x-new", "1") in fields
    assert [value for name, value in fields if name == "content-length"] == ["10"]
    assert not {"content-encoding", "transfer-encoding"} & dict(fields).keys()
    if path == "/cookies":
        assert [value for name, value in fields if name == "set-cookie"] == ["a=1; Path=/", "b=2; Path=/"]


def test_a_header_that_the_listener_takes_away_is_gone(call, ear, server):
    with tap(ear(server.host, change=lambda came: Response(came.status, {}, came.body))):
        reply = call("GET", f"{server.url}/banks")
    assert [(name.lower(), value) for name, value in reply.headers] == [("content-length", str(len(reply.body)))]


def test_a_replayed_answer_is_given_without_a_call(call, ear, server):
    headers = {"content-type": "application/json", "set-cookie": "c=3"}
    listener = ear(server.host, replays=lambda _: Response(404, headers, b'{"kept": 1}'))
    with tap(listener):
        reply = call("GET", f"{server.url}/banks")
    fields = {name.lower(): value for name, value in reply.headers}
    assert (reply.status, reply.body) == (404, b'{"kept": 1}')
    assert fields == {**headers, "content-length": "11"}
    assert not server.seen
    assert not listener.heard
    assert len(listener.asked) == 1


def test_a_live_call_that_is_forbidden_never_gets_out(call, ear, server):
    listener = ear(server.host, forbidden=True)
    with (
        tap(listener),
        pytest.raises(LiveCallError, match=r"GET /banks would go over the network, which is forbidden"),
    ):
        call("GET", f"{server.url}/banks")
    assert not server.seen
    assert not listener.heard


def test_what_the_call_raises_passes_untouched(call, ear):
    listener = ear("127.0.0.1")
    with tap(listener), pytest.raises(Exception, match="onnect") as raised:
        call("GET", "http://127.0.0.1:1/banks")
    with pytest.raises(type(raised.value)):
        call("GET", "http://127.0.0.1:1/banks")
    assert not listener.heard


def test_an_answer_that_breaks_off_raises_as_ever(call, ear, server):
    with pytest.raises(Exception) as plain:  # noqa: PT011 - each client has its own
        call("GET", f"{server.url}/broken")
    with tap(ear(server.host)), pytest.raises(type(plain.value)):
        call("GET", f"{server.url}/broken")


def test_what_the_listener_raises_reaches_the_caller(call, ear, server):
    def complain(_):
        raise LookupError("no such place")

    with tap(ear(server.host, change=complain)), pytest.raises(LookupError, match="no such place"):
        call("GET", f"{server.url}/banks")


def test_of_two_taps_both_hear(call, ear, server):
    outer, inner = ear(server.host), ear(server.host)
    with tap(outer), tap(inner):
        call("GET", f"{server.url}/banks")
    assert [each.live for each in (*outer.heard, *inner.heard)] == [True, True]


def test_calls_in_threads_are_told_apart(call, ear, server):
    listener = ear(server.host)
    with tap(listener), ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda number: call("GET", f"{server.url}/banks?{number}").body, range(8)))
    told = {each.request.query: (each.response.body, each.live) for each in listener.heard}
    assert told == {str(number): (body, True) for number, body in enumerate(replies)}


def test_nothing_is_heard_once_the_tap_is_closed(call, ear, server):
    listener = ear(server.host)
    with tap(listener):
        pass
    call("POST", f"{server.url}/banks", content=b"x")
    assert (listener.heard, listener.asked, listener.deliveries) == ([], [], [])
