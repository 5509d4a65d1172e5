"""The server's own HTTP/1.1, byte by byte."""

from __future__ import annotations

import json
import logging
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from pytest_portone.sandbox.messages import Response
from pytest_portone.server import running


def described(request):
    body = {"method": request.method, "path": request.path, "query": request.query, "body": request.body.decode()}
    return Response(200, {"content-type": "application/json"}, json.dumps(body).encode())


def talk(url, *pieces):
    """Send the pieces one by one, then read until the server closes."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        for each in pieces:
            connection.sendall(each)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received


def bodies(received):
    return [json.loads(each[: each.index("}") + 1]) for each in received.decode().split("\r\n\r\n")[1:]]


@pytest.fixture(scope="module")
def url():
    with running(described) as base:
        yield base


END = b"GET /end HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def test_pipelined_requests_are_answered_in_order(url):
    received = talk(url, b"GET /1?x=%7B HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n" + END)
    assert [(each["path"], each["query"]) for each in bodies(received)] == [("/1", "x=%7B"), ("/2", ""), ("/end", "")]
    assert received.count(b"connection: close") == 1


def test_a_request_may_come_byte_by_byte(url):
    request = b"POST /a%2Fb HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody" + END
    received = talk(url, *(bytes([each]) for each in request))
    assert bodies(received)[0] == {"method": "POST", "path": "/a%2Fb", "query": "", "body": "body"}


def test_a_chunked_body(url):
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    received = talk(url, head, b"3\r\none\r\n", b"3\r\ntwo\r\n0\r\n\r\n", END)
    assert bodies(received)[0]["body"] == "onetwo"


def test_a_client_that_asks_before_it_sends_the_body(url):
    head = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
    received = talk(url, head, b"body", END)
    assert received.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("rest", [b"", b"late"], ids=["at once", "in two pieces"])
def test_a_wish_for_http2_is_declined_and_the_body_kept(url, rest):
    head = (
        b"POST /up HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        b"HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\nContent-Length: 8\r\n\r\n"
    )
    received = talk(url, head + b"body" + (b"" if rest else b"body"), *([rest] if rest else []), END)
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert [each["path"] for each in bodies(received)] == ["/up", "/end"]
    assert bodies(received)[0]["body"] == "body" + (rest.decode() or "body")


def test_http_1_0_closes_by_default(url):
    received = talk(url, b"GET /old HTTP/1.0\r\n\r\n")
    assert b"connection: close\r\n" in received
    assert bodies(received)[0]["path"] == "/old"


def test_head_tells_the_length_and_sends_no_body(url):
    received = talk(url, b"HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert b"content-length: 5" in received
    assert received.endswith(b"\r\n\r\n")


def test_what_is_not_http_is_refused(url):
    received = talk(url, b"\x16\x03\x01 this is TLS\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"not HTTP/1.1" in received


def test_a_handler_that_fails_is_a_500_with_the_reason_and_the_server_goes_on(caplog):
    def broken(request):
        raise LookupError(f"nothing at {request.path}")

    with caplog.at_level(logging.CRITICAL, "pytest_portone.server"), running(broken) as url:
        for path in ("/1", "/2"):
            reply = httpx.get(url + path)
            assert (reply.status_code, reply.text) == (500, f"LookupError: nothing at {path}")


def test_the_failure_is_logged_with_its_traceback(caplog):
    def broken(_request):
        raise LookupError("nothing")

    with running(broken) as url:
        httpx.get(f"{url}/banks")
    (record,) = caplog.records
    assert record.getMessage() == "GET /banks failed"
    assert record.exc_info is not None


def test_many_clients_at_once(url):
    def ask(number):
        return httpx.get(f"{url}/{number}").json()["path"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(40))) == [f"/{number}" for number in range(40)]


def test_it_ends_with_its_block_and_frees_the_port():
    with running(described) as base:
        port = urlsplit(base).port
        idle = socket.create_connection(("127.0.0.1", port), timeout=5)
        threads = [each.name for each in threading.enumerate()]
    assert "portone-server" in threads
    assert idle.recv(1) == b""
    idle.close()
    with running(described, port=port) as again:
        assert again == base


def test_an_address_in_use(url):
    with pytest.raises(OSError, match="address already in use"), running(described, port=urlsplit(url).port):
        pass


def test_ipv6():
    with _ipv6() as base:
        assert base.startswith("http://[::1]:")
        assert httpx.get(f"{base}/banks").json()["path"] == "/banks"


@contextmanager
def _ipv6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with running(described, "::1") as base:
        yield base
