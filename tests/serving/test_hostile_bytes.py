"""Whatever comes over the wire: never a 500, never a hang, and no more memory than is permitted."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_portone.sandbox import Response
from pytest_portone.server import running
from pytest_portone.transport.http1 import Limits

FEW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
SMALL = Limits(head=2000, body=5000, bodies=8000, connections=4, apart=2, patience=0.6)
AUTHORIZATION = b"Authorization: PortOne x\r\nContent-Type: application/json\r\n"


@contextmanager
def connected(url, timeout=10):
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=timeout) as connection:
        yield connection


def rest(connection):
    """All that comes until the server ends the connection. A server that hangs is a timeout, which fails the test."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionError:
        pass
    return received


def said(url, *pieces):
    with connected(url) as connection:
        try:
            for each in pieces:
                connection.sendall(each)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return rest(connection)


def statuses(received):
    return [int(each.split(b" ", 1)[0]) for each in received.split(b"HTTP/1.1 ")[1:]]


def well(url):
    return httpx.get(f"{url}/banks").status_code == 200


@pytest.fixture(scope="module")
def site(team_of):
    with running(team_of().site.handle) as url:
        yield url


@pytest.fixture(scope="module")
def small():
    with running(lambda request: Response(200, {}, str(len(request.body)).encode()), limits=SMALL) as url:
        yield url


tokens = st.sampled_from(
    [b"GET", b"POST", b"CONNECT", b"PRI", b" ", b"/", b"/payments/x", b"/__portone__/state", b"*", b"?", b"%", b"%ff",
     b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"\r\n", b"\n", b"\r", b"\0", b":", b"Host: localhost",
     b"Content-Length: ",
     b"Transfer-Encoding: chunked", b"Upgrade: x\r\nConnection: upgrade", b"Expect: 100-continue", b"0", b"5", b"-1",
     b"99999999999999999999", b"ffffffffffffffff", b"{}", b"\xff\xfe", b"Authorization: PortOne x"]
)  # fmt: skip


@FEW
@given(pieces=st.lists(tokens | st.binary(max_size=20), max_size=25))
def test_any_bytes(site, pieces):
    received = said(site, b"".join(pieces) + b"\r\n\r\n")
    assert not [each for each in statuses(received) if each == 500], received
    assert well(site)


header = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=30)
names = st.sampled_from(
    [
        "host",
        "origin",
        "content-type",
        "authorization",
        "idempotency-key",
        "if-none-match",
        "expect",
        "cookie",
        "range",
    ]
)


@FEW
@given(
    path=st.text(st.characters(codec="latin-1", min_codepoint=33, exclude_characters="\x7f"), max_size=30),
    start=st.sampled_from(
        ["", "payments/", "billing-keys/", "__portone__/", "__portone__/calls/", "__portone__/payments?"]
    ),
    method=st.sampled_from(["GET", "POST", "DELETE", "OPTIONS", "HEAD"]),
    headers=st.lists(st.tuples(names, header), max_size=6),
    body=st.binary(max_size=60),
)
def test_wild_headers_paths_and_bodies(site, path, start, method, headers, body):
    fields = "".join(f"{name}: {value}\r\n" for name, value in [*headers, ("content-length", str(len(body)))])
    head = f"{method} /{start}{path} HTTP/1.1\r\nconnection: close\r\n{fields}\r\n".encode("latin-1")
    received = said(site, head + body)
    assert statuses(received), "no answer came"
    assert 500 not in statuses(received), received


@pytest.mark.parametrize(
    "path", ["/billing-keys", "/payments/x/instant", "/__portone__/customer/pay", "/__portone__/world"]
)
@pytest.mark.parametrize(
    "body",
    [b"[" * 200_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000, b'{"amount": ' + b"9" * 50_000 + b"}",
     b'"' + b"\xed\xa0\x80" + b'"',
     b'{"a": "\\ud800"}', b'{"channelKey": "\\u0000"}',
     b"{" + b",".join(b'"k%d": 1' % each for each in range(20_000)) + b"}"],
    ids=["deep list", "deep object", "long number", "no UTF-8", "surrogate", "NUL", "wide"],
)  # fmt: skip
def test_bodies_that_readers_choke_on(site, path, body):
    length = b"Content-Length: %d\r\n" % len(body)
    received = said(
        site, b"POST " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\n" + AUTHORIZATION + length + b"\r\n" + body
    )
    assert [each for each in statuses(received) if 400 <= each < 500], received[:300]
    assert well(site)


def test_a_proxys_method(site):
    assert statuses(said(site, b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n")) == [405]
    assert well(site)


def test_a_body_that_is_too_long_is_refused_before_it_comes(small):
    assert statuses(said(small, b"POST / HTTP/1.1\r\nContent-Length: 5001\r\n\r\n")) == [413]
    assert statuses(said(small, b"POST / HTTP/1.1\r\nContent-Length: 999999999999999999999\r\n\r\n")) in (
        [413],
        [400],
    )


def test_a_body_without_a_length_is_refused_when_it_is_too_long(small):
    chunk = b"3e8\r\n" + b"x" * 1000 + b"\r\n"
    received = said(small, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", *[chunk] * 6)
    assert statuses(received) == [413]


def test_a_body_as_long_as_permitted(small):
    received = said(small, b"POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000)
    assert received.endswith(b"\r\n\r\n5000")


def test_bodies_that_are_too_much_together(small):
    head = b"POST / HTTP/1.1\r\nContent-Length: 4500\r\n\r\n"
    with connected(small) as one:
        one.sendall(head + b"x" * 4400)
        deadline = time.monotonic() + 5
        while (found := statuses(said(small, head, b"x" * 4400))) == [] and time.monotonic() < deadline:
            pass
        assert found == [503]
    assert well_small(small)


def well_small(url):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).status_code == 200:
                return True
        except httpx.HTTPError:
            time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    "piece", [b"x" * 100, b"a: b\r\n" * 20], ids=["a header without an end", "headers without an end"]
)
def test_a_head_that_does_not_end(small, piece):
    with connected(small) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nx: ")
        try:
            for _ in range(200):
                connection.sendall(piece)
                time.sleep(0.001)
        except OSError:
            pass
        assert statuses(rest(connection)) == [431]


def test_trailers_that_do_not_end(small):
    with connected(small) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
        try:
            for _ in range(200):
                connection.sendall(b"x: " + b"y" * 97 + b"\r\n")
                time.sleep(0.001)
        except OSError:
            pass
        assert statuses(rest(connection)) == [431]


def test_trailers_are_dropped():
    with running(lambda request: Response(200, {}, repr(sorted(request.headers)).encode())) as url:
        end = b"0\r\nauthorization: PortOne sneaked\r\n\r\n"
        received = said(url, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + end)
    assert received.endswith(b"['connection', 'transfer-encoding']")


def test_many_requests_in_one_piece_are_no_long_head(small):
    one = b"GET / HTTP/1.1\r\n\r\n"
    received = said(small, one * 3000, one[:9], one[9:], b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert statuses(received) == [200] * 3002


def test_who_sends_a_byte_now_and_then_is_told_to_go(small):
    with connected(small) as connection:
        connection.sendall(b"GET / HT")
        assert statuses(rest(connection)) == [408]


def test_who_says_nothing_is_let_go(small):
    with connected(small) as connection:
        assert rest(connection) == b""


def test_an_answer_that_takes_longer_than_that_is_waited_for():
    with (
        running(lambda _: Response(200, {}, b"late", delay=1.5), limits=SMALL) as url,
        connected(url) as connection,
    ):
        connection.sendall(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert rest(connection).endswith(b"late")


def test_more_connections_than_permitted(small):
    deadline = time.monotonic() + 10
    with connected(small), connected(small), connected(small), connected(small):
        found = statuses(said(small, b""))
    assert found == [503]
    assert time.monotonic() < deadline
    assert well_small(small)


def test_who_reads_nothing_is_asked_for_nothing_more():
    big = Response(200, {}, b"x" * 200_000)
    count = []

    def handler(_):
        count.append(1)
        return big

    with running(handler) as url, connected(url, 2) as connection:
        with pytest.raises(TimeoutError):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 1_000_000)
        assert len(count) < 20_000


def test_late_answers_keep_their_order():
    def handler(request):
        return Response(200, {}, request.path.encode(), delay=0.2 if request.path == "/1" else 0)

    with running(handler) as url:
        received = said_keeping_open(url, b"".join(b"GET /%d HTTP/1.1\r\n\r\n" % each for each in (1, 2, 3)))
    assert [each[-2:] for each in received.split(b"HTTP/1.1 ")[1:]] == [b"/1", b"/2", b"/3"]


def said_keeping_open(url, sent):
    with connected(url) as connection:
        connection.sendall(sent + b"GET /4 HTTP/1.1\r\nConnection: close\r\n\r\n")
        return rest(connection).rpartition(b"HTTP/1.1 ")[0]


def test_an_answer_with_a_header_that_http_cant_carry(caplog):
    with running(lambda _: Response(200, {"x": "한"}, b"")) as url:
        assert httpx.get(url).status_code == 500
    assert "can't carry" in caplog.text
