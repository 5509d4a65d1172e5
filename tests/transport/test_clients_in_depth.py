"""What one client has and others have not."""

from __future__ import annotations

import asyncio
import io
import time

import aiohttp
import httpx
import pytest
import requests
from yarl import URL

from pytest_portone.sandbox.messages import Response
from pytest_portone.transport import intercept

BANKS = "https://api.portone.io/banks"
JSON = {"content-type": "application/json; charset=utf-8"}


def hangul(_request):
    return Response(200, {**JSON, "set-cookie": "a=1; Path=/"}, '{"name": "은행"}'.encode())


def echo(request):
    return Response(200, {"content-type": "application/json"}, request.body)


def test_httpx_clients_made_before():
    client, asynchronous = httpx.Client(), httpx.AsyncClient()
    with intercept(hangul):
        assert client.get(BANKS).json() == {"name": "은행"}
        assert asyncio.run(asynchronous.get(BANKS)).json() == {"name": "은행"}
    client.close()


def test_httpx_streams_and_hooks():
    seen = []
    with (
        intercept(hangul),
        httpx.Client(event_hooks={"response": [seen.append]}) as client,
        client.stream("GET", BANKS) as reply,
    ):
        assert not reply.is_stream_consumed
        assert b"".join(reply.iter_bytes(3)) == '{"name": "은행"}'.encode()
    assert seen == [reply]
    assert client.cookies["a"] == "1"
    assert reply.http_version == "HTTP/1.1"
    assert reply.reason_phrase == "OK"


def test_httpx_behind_a_proxy():
    with intercept(hangul), httpx.Client(proxy="http://proxy.test:3128") as client:
        assert client.get(BANKS).status_code == 200


def test_httpx_with_a_transport_of_the_user_s_own_is_left_alone():
    own = httpx.MockTransport(lambda _: httpx.Response(200, text="own"))
    with intercept(hangul), httpx.Client(transport=own) as client:
        assert client.get(BANKS).text == "own"


@pytest.mark.parametrize("data", ["은행", "은행".encode(), bytearray("은행".encode()), io.BytesIO("은행".encode())])
def test_requests_takes_a_body_in_any_form(data):
    with intercept(echo):
        assert requests.post(BANKS, data=data, timeout=5).content == "은행".encode()


def test_requests_answers_look_right():
    with intercept(hangul), requests.Session() as session:
        hooked = []
        session.hooks["response"].append(lambda reply, **_: hooked.append(reply))
        reply = session.get(BANKS, stream=True)
        assert reply.raw.read(4) == b'{"na'
        assert reply.encoding == "utf-8"
        assert reply.reason == "OK"
        assert reply.request.url == BANKS
        assert reply.url == BANKS
        assert reply.elapsed.total_seconds() > 0
        assert hooked == [reply]
        assert session.get(BANKS).json() == {"name": "은행"}


def aio(work, **options):
    async def run():
        async with aiohttp.ClientSession(**options) as session:
            return await work(session)

    with intercept(hangul):
        return asyncio.run(run())


def test_aiohttp_answers_look_right():
    async def work(session):
        async with session.get(BANKS, params={"x": "1"}) as reply:
            assert await reply.json() == {"name": "은행"}
            assert reply.get_encoding() == "utf-8"
            assert reply.reason == "OK"
            assert reply.url == URL(f"{BANKS}?x=1")
            assert reply.request_info.headers["Host"] == "api.portone.io"
            assert (reply.version, reply.ok, reply.method) == (aiohttp.HttpVersion11, True, "GET")
        return [each.key for each in session.cookie_jar]

    assert type(aio(work)) is list


def test_aiohttp_keeps_cookies_and_reads_in_pieces():
    async def work(session):
        async with session.get(BANKS) as reply:
            pieces = [each async for each in reply.content.iter_chunked(5)]
        async with session.get(BANKS) as reply:
            return b"".join(pieces), reply.request_info.headers["Cookie"]

    assert aio(work) == ('{"name": "은행"}'.encode(), "a=1")


def test_aiohttp_runs_middlewares_and_traces():
    seen = []

    async def middleware(request, handler):
        request.headers["X-Added"] = "1"
        return await handler(request)

    async def ended(_session, _context, params):
        seen.append((params.method, params.response.status))

    async def work(session):
        async with session.get(BANKS) as reply:
            return reply.request_info.headers["X-Added"]

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(ended)
    assert aio(work, middlewares=[middleware], trace_configs=[trace]) == "1"
    assert seen == [("GET", 200)]


def test_aiohttp_waits_for_leave_to_send_the_body():
    async def work(session):
        async with session.post(BANKS, data=b"x" * 10, expect100=True) as reply:
            return reply.status

    assert aio(work) == 200


def test_aiohttp_calls_at_once_under_a_limit_of_connections():
    async def work(session):
        async def one():
            async with session.post(BANKS, json={"a": 1}) as reply:
                return reply.status

        return await asyncio.gather(*(one() for _ in range(20)))

    def connector():
        return aiohttp.TCPConnector(limit=2, limit_per_host=1)

    async def run():
        async with aiohttp.ClientSession(connector=connector()) as session:
            return await work(session)

    with intercept(hangul):
        assert asyncio.run(run()) == [200] * 20


def test_aiohttp_does_not_keep_the_connection_beyond_the_interception():
    async def run():
        connector = aiohttp.TCPConnector()
        async with aiohttp.ClientSession(connector=connector) as session:
            with intercept(hangul):
                async with session.get(BANKS) as reply:
                    await reply.read()
            return [name for name, count in _pooled(connector).items() if count]

    assert asyncio.run(run()) == []


def _pooled(connector):
    return {key: len(value) for key, value in connector._conns.items()}


def test_aiohttp_raises_for_status_by_itself():
    async def run():
        async with aiohttp.ClientSession(raise_for_status=True) as session:
            await session.get(BANKS)

    with intercept(lambda _: Response(409, {}, b"")), pytest.raises(aiohttp.ClientResponseError) as caught:
        asyncio.run(run())
    assert caught.value.status == 409


def test_aiohttp_read_timeouts_do_not_strike_what_is_answered():
    async def run():
        timeout = aiohttp.ClientTimeout(sock_read=0.05)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(BANKS) as reply:
            time.sleep(0.1)  # noqa: ASYNC251 - the loop is to find the timeout past
            await asyncio.sleep(0)
            return await reply.json()

    with intercept(hangul):
        assert asyncio.run(run()) == {"name": "은행"}
