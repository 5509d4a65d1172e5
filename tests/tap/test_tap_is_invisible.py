"""A listener that changes nothing leaves no trace in what the code under test sees."""

from __future__ import annotations

import asyncio
import json
import time
from contextvars import copy_context
from datetime import timedelta

import aiohttp
import httpx
import httpx2
import pytest
import requests
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from pytest_portone.sandbox.messages import Response
from pytest_portone.tap import tap

PATHS = ["/banks", "/gzip", "/chunked", "/cookies", "/refused", "/redirect"]


def clock_free(headers):
    return [(name, value) for name, value in headers if name.lower() != "date"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_status_headers_and_body_are_the_same(call, ear, server, method, path):
    plain = call(method, f"{server.url}{path}")
    with tap(ear(server.host)):
        heard = call(method, f"{server.url}{path}")
    assert (heard.status, clock_free(heard.headers), heard.body) == (
        plain.status,
        clock_free(plain.headers),
        plain.body,
    )


@pytest.mark.parametrize("path", PATHS)
def test_the_server_is_asked_the_same(call, ear, server, path):
    call("POST", f"{server.url}{path}?a=%20b", headers={"X-A": "1"}, content=b"body")
    with tap(ear(server.host)):
        call("POST", f"{server.url}{path}?a=%20b", headers={"X-A": "1"}, content=b"body")
    with tap(ear()):
        call("POST", f"{server.url}{path}?a=%20b", headers={"X-A": "1"}, content=b"body")
    plain, claimed, passing = server.seen
    assert plain == claimed == passing


@pytest.fixture(params=[httpx, httpx2], ids=lambda each: each.__name__)
def library(request):
    """httpx, and its successor."""
    return request.param


def describe(reply):
    return {
        "http_version": reply.http_version,
        "reason": reply.reason_phrase,
        "url": str(reply.url),
        "method": reply.request.method,
        "extensions": sorted(reply.extensions),
        "cookies": dict(reply.cookies),
        "encoding": reply.encoding,
        "elapsed": reply.elapsed > timedelta(0),
        "history": [each.status_code for each in reply.history],
        "closed": reply.is_closed,
        "consumed": reply.is_stream_consumed,
        "downloaded": reply.num_bytes_downloaded,
    }


@pytest.mark.parametrize("path", PATHS)
def test_all_that_an_httpx_response_tells_is_the_same(library, ear, server, path):
    def call():
        with library.Client(follow_redirects=True, trust_env=False) as client:
            reply = client.get(f"{server.url}{path}")
            return describe(reply), dict(client.cookies)

    plain = call()
    with tap(ear(server.host)):
        assert call() == plain


@pytest.mark.parametrize("read", ["iter_raw", "iter_bytes", "iter_text", "iter_lines"])
@pytest.mark.parametrize("path", PATHS)
def test_httpx_streams_the_same(library, ear, server, path, read):
    def call():
        with library.Client(trust_env=False) as client, client.stream("GET", f"{server.url}{path}") as reply:
            before = (reply.is_closed, reply.is_stream_consumed)
            return before, type(reply), "".join(map(str, getattr(reply, read)())).replace("'b'", "")

    plain = call()
    with tap(ear(server.host)):
        assert call() == plain


@pytest.mark.parametrize("read", ["aiter_raw", "aiter_bytes", "aiter_lines"])
@pytest.mark.parametrize("path", ["/banks", "/gzip", "/chunked"])
def test_httpx_streams_the_same_asynchronously(library, ear, server, path, read):
    async def call():
        async with (
            library.AsyncClient(trust_env=False) as client,
            client.stream("GET", f"{server.url}{path}") as reply,
        ):
            return "".join([str(each) async for each in getattr(reply, read)()]).replace("'b'", "")

    plain = asyncio.run(call())
    with tap(ear(server.host)):
        assert asyncio.run(call()) == plain


def test_httpx_event_hooks_see_what_the_listener_gives(library, ear, server):
    seen = []

    def hook(reply):
        seen.append((reply.status_code, json.loads(reply.read())))

    change = lambda came: Response(came.status, came.headers, b'{"changed": true}')  # noqa: E731 - a listener's change
    with (
        tap(ear(server.host, change=change)),
        library.Client(trust_env=False, event_hooks={"response": [hook]}) as client,
    ):
        assert client.get(f"{server.url}/banks").json() == {"changed": True}
    assert seen == [(200, {"changed": True})]


def test_an_httpx_authentication_flow_sees_what_the_listener_gives(library, ear, server):
    class Renewing(library.Auth):
        requires_response_body = True

        def auth_flow(self, request):
            answer = yield request
            assert answer.json() == {"token": 1}
            request.headers["Authorization"] = "PortOne renewed"
            yield request

    listener = ear(server.host, change=lambda came: Response(401, came.headers, b'{"token": 1}'))
    with tap(listener), library.Client(trust_env=False, auth=Renewing()) as client:
        assert client.get(f"{server.url}/banks").status_code == 401
    assert [each.request.headers.get("authorization") for each in listener.heard] == [None, "PortOne renewed"]


def test_an_httpx_status_that_is_changed_has_its_own_reason(library, ear, server):
    change = lambda came: Response(404, came.headers, came.body)  # noqa: E731 - a listener's change
    with tap(ear(server.host, change=change)), library.Client(trust_env=False) as client:
        reply = client.get(f"{server.url}/banks")
    assert (reply.reason_phrase, reply.http_version) == ("Not Found", "HTTP/1.1")


def test_a_client_that_was_made_before_is_heard(library, ear, server):
    listener = ear(server.host)
    with library.Client(trust_env=False) as client:
        client.get(f"{server.url}/banks")
        with tap(listener):
            client.get(f"{server.url}/banks")
    assert len(listener.heard) == 1


def told_by_requests(reply):
    return {
        "reason": reply.reason,
        "url": reply.url,
        "headers": clock_free(reply.headers.items()),
        "cookies": dict(reply.cookies),
        "encoding": reply.encoding,
        "elapsed": reply.elapsed > timedelta(0),
        "history": [each.status_code for each in reply.history],
        "version": reply.raw.version,
        "adapter": type(reply.connection),
        "hooks": reply.request.hooks,
        "content": reply.content,
    }


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", PATHS)
def test_all_that_a_requests_response_tells_is_the_same(ear, server, path, stream):
    def call():
        with requests.Session() as session:
            reply = session.get(f"{server.url}{path}", stream=stream)
            return told_by_requests(reply), dict(session.cookies)

    plain = call()
    with tap(ear(server.host)):
        assert call() == plain


@pytest.mark.parametrize(
    "read",
    [
        lambda reply: b"".join(reply.iter_content(3)),
        lambda reply: list(reply.iter_lines()),
        lambda reply: reply.raw.read(),
        lambda reply: b"".join(reply.raw.stream(4, decode_content=True)),
    ],
    ids=["iter_content", "iter_lines", "raw", "raw decoded"],
)
@pytest.mark.parametrize("path", ["/banks", "/gzip", "/chunked", "/refused"])
def test_requests_streams_the_same(ear, server, path, read):
    def call():
        with requests.get(f"{server.url}{path}", stream=True, timeout=5) as reply:
            return read(reply)

    plain = call()
    with tap(ear(server.host)):
        assert call() == plain


def test_hooks_of_requests_see_what_the_listener_gives_and_are_left_as_they_were(ear, server):
    seen = []

    def hook(reply, **_):
        seen.append(reply.json())

    with requests.Session() as session:
        prepared = session.prepare_request(requests.Request("GET", f"{server.url}/banks", hooks={"response": hook}))
        with tap(ear(server.host, change=lambda came: Response(200, came.headers, b'{"changed": true}'))):
            reply = session.send(prepared)
    assert seen == [reply.json()] == [{"changed": True}]
    assert prepared.hooks == {"response": [hook]}
    assert reply.request is prepared


def test_a_call_that_a_hook_of_requests_makes_is_heard_too(ear, server):
    listener = ear(server.host)
    with requests.Session() as session, tap(listener):

        def again(reply, **_):
            return session.get(reply.url) if len(listener.heard) < 2 else reply

        session.get(f"{server.url}/banks", hooks={"response": again})
    assert [each.request for each in listener.heard] == listener.asked
    assert [each.path for each in listener.asked] == ["/banks", "/banks"]


def test_requests_raises_for_the_status_that_the_listener_gives(ear, server):
    with tap(ear(server.host, change=lambda came: Response(409, came.headers, came.body))):
        reply = requests.get(f"{server.url}/banks", timeout=5)
    with pytest.raises(requests.HTTPError, match="409 Client Error: Conflict"):
        reply.raise_for_status()


def test_cookies_of_a_replayed_answer_reach_the_session_of_requests(ear):
    given = Response(200, {"set-cookie": "a=1"}, b"{}")
    with tap(ear(replays=lambda _: given)), requests.Session() as session:
        session.get("https://api.portone.io/banks")
    assert dict(session.cookies) == {"a": "1"}


def test_a_body_that_requests_can_read_only_once_is_heard_and_sent(ear, server):
    listener = ear(server.host)
    with tap(listener):
        requests.post(f"{server.url}/banks", data=iter([b"one ", b"two"]), timeout=5)
    assert listener.heard[0].request.body == b"one two"
    assert server.seen[0][3] == b"one two"


def aiohttp_call(path, read, **options):
    async def call():
        async with aiohttp.ClientSession(**options) as session, session.get(path) as reply:
            return reply.status, reply.reason, dict(reply.cookies), await read(reply)

    return asyncio.run(call())


async def chunks(reply):
    return b"".join([each async for each in reply.content.iter_chunked(3)])


async def lines(reply):
    return [each async for each in reply.content]


READERS = {
    "read": lambda reply: reply.read(),
    "text": lambda reply: reply.text(),
    "json": lambda reply: reply.json(content_type=None),
    "content": lambda reply: reply.content.read(),
    "chunks": chunks,
    "lines": lines,
}


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("path", ["/banks", "/gzip", "/cookies", "/refused"])
def test_aiohttp_reads_the_same_in_each_way(ear, server, path, read):
    plain = aiohttp_call(f"{server.url}{path}", READERS[read])
    with tap(ear(server.host)):
        assert aiohttp_call(f"{server.url}{path}", READERS[read]) == plain


@pytest.mark.parametrize("read", READERS)
def test_aiohttp_reads_what_the_listener_gives_in_each_way(ear, server, read):
    with tap(ear(server.host, change=lambda came: Response(200, came.headers, b'{"changed": true}'))):
        *_, got = aiohttp_call(f"{server.url}/banks", READERS[read])
    text = b'{"changed": true}'
    assert got in (text, text.decode(), json.loads(text), [text])


@pytest.mark.parametrize("replayed", [False, True])
def test_aiohttp_raises_for_the_status_that_the_listener_gives(ear, server, replayed):
    gone = Response(410, {}, b"gone")
    listener = ear(server.host, change=lambda _: gone, replays=lambda _: gone if replayed else None)
    with tap(listener), pytest.raises(aiohttp.ClientResponseError, match="410, message='Gone'"):
        aiohttp_call(f"{server.url}/banks", READERS["read"], raise_for_status=True)


def test_a_check_of_the_status_that_the_user_wrote_sees_what_the_listener_gives(ear, server):
    seen = []

    async def check(reply):
        seen.append(await reply.json(content_type=None))

    with tap(ear(server.host, change=lambda came: Response(404, came.headers, b'{"type": "NEW"}'))):
        aiohttp_call(f"{server.url}/banks", READERS["read"], raise_for_status=check)
    assert seen == [{"type": "NEW"}]


BODIES = {
    "json": ({"json": {"a": 1}}, b'{"a": 1}', "application/json"),
    "text": ({"data": "text"}, b"text", "text/plain; charset=utf-8"),
    "form": ({"data": {"a": "1"}}, b"a=1", "application/x-www-form-urlencoded"),
}


@pytest.mark.parametrize("body", BODIES)
def test_aiohttp_bodies_of_each_kind_are_told_and_sent(ear, server, body):
    options, expected, content_type = BODIES[body]

    async def call():
        async with aiohttp.ClientSession(headers={"X-Own": "1"}) as session:
            (await session.post(f"{server.url}/banks", **options)).release()

    listener = ear(server.host)
    with tap(listener):
        asyncio.run(call())
    (heard,) = listener.heard
    assert heard.request.body == server.seen[0][3] == expected
    assert heard.request.headers["content-type"] == server.seen[0][2]["Content-Type"] == content_type
    assert heard.request.headers["x-own"] == "1"


def test_an_asynchronous_body_is_told_and_sent(ear, server):
    async def pieces():
        yield b"one "
        yield b"two"

    async def call():
        async with aiohttp.ClientSession() as session:
            (await session.post(f"{server.url}/banks", data=pieces())).release()

    listener = ear(server.host)
    with tap(listener):
        asyncio.run(call())
    assert listener.heard[0].request.body == server.seen[0][3] == b"one two"


def test_aiohttp_sessions_with_a_base_url_and_parameters_are_heard(ear, server):
    async def call():
        async with aiohttp.ClientSession(server.url) as session:
            (await session.request(method="get", url="/banks", params={"q": "x y"})).release()

    listener = ear(server.host)
    with tap(listener):
        asyncio.run(call())
    (heard,) = listener.heard
    assert (heard.request.method, heard.request.path, heard.request.query) == ("GET", "/banks", "q=x+y")


@pytest.mark.parametrize("claimed", [True, False])
def test_the_function_that_makes_its_own_session_is_heard(ear, server, claimed):
    async def call():
        async with aiohttp.request("GET", f"{server.url}/banks", headers={"X-A": "1"}) as reply:
            return await reply.json()

    listener = ear(*[server.host] * claimed)
    with tap(listener):
        assert asyncio.run(call())["path"] == "/banks"
    assert len(listener.heard) == claimed


def test_a_web_socket_is_left_alone(ear):
    async def echo(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(await socket.receive_str())
        await socket.close()
        return socket

    async def call():
        app = web.Application()
        app.router.add_get("/socket", echo)
        async with TestClient(TestServer(app)) as client, client.ws_connect("/socket") as socket:
            await socket.send_str("hello")
            return await socket.receive_str()

    listener = ear("127.0.0.1")
    with tap(listener):
        assert asyncio.run(call()) == "hello"
    assert not listener.heard


def test_calls_in_parallel_are_told_apart(ear, server):
    async def call():
        async with httpx.AsyncClient(trust_env=False) as one, aiohttp.ClientSession() as other:

            async def by_aiohttp(number):
                async with other.get(f"{server.url}/banks?{number}") as reply:
                    return await reply.json()

            async def by_httpx(number):
                return (await one.get(f"{server.url}/banks?{number}")).json()

            return await asyncio.gather(*(each(n) for n in range(10) for each in (by_aiohttp, by_httpx)))

    listener = ear(server.host)
    with tap(listener):
        asyncio.run(call())
    for each in listener.heard:
        assert each.response.json()["path"] == f"/banks?{each.request.query}"
    assert len(listener.heard) == 20


def test_a_call_that_is_over_does_not_hide_the_same_call_made_in_its_context(library, ear):
    contexts = []

    def answer(_):
        contexts.append(copy_context())
        return library.Response(200)

    listener = ear()
    with tap(listener), library.Client(transport=library.MockTransport(answer)) as client:
        client.get("https://api.portone.io/banks")
        contexts[0].run(client.get, "https://api.portone.io/banks")
    assert len(listener.heard) == 2


def test_a_timeout_is_the_client_s_own(library, ear):
    def slow(_):
        time.sleep(0)
        raise library.ReadTimeout("too slow")

    with (
        tap(ear()),
        library.Client(transport=library.MockTransport(slow)) as client,
        pytest.raises(library.ReadTimeout, match="too slow"),
    ):
        client.get("https://api.portone.io/banks")
