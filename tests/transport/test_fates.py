"""An answer that does not arrive is what each client makes of a network that fails."""

import asyncio
import socket
import time

import aiohttp
import httpx
import httpx2
import pytest
import requests

from pytest_portone.sandbox.messages import Response
from pytest_portone.server import running
from pytest_portone.transport import PORTONE, intercept

BODY = b'{"status": "PAID", "id": "order-1"}'
URL = f"{PORTONE}/payments/order-1"


def _httpx(library):
    def get(url, timeout=5):
        with library.Client(timeout=timeout, trust_env=False) as client:
            return client.get(url).content

    return get


def _async_httpx(library):
    async def ask(url, patience):
        async with library.AsyncClient(timeout=patience, trust_env=False) as client:
            return (await client.get(url)).content

    return lambda url, timeout=5: asyncio.run(ask(url, timeout))


def _requests(url, timeout=5):
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, timeout=timeout).content


async def _ask_aiohttp(url, patience):
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(sock_read=patience)) as session,
        session.get(url) as reply,
    ):
        return await reply.read()


def _aiohttp(url, timeout=5):
    return asyncio.run(_ask_aiohttp(url, timeout))


HTTPX = {
    "connect-timeout": "ConnectTimeout",
    "read-timeout": "ReadTimeout",
    "reset": "ReadError",
    "cut": "RemoteProtocolError",
}
REQUESTS = {
    "connect-timeout": "ConnectTimeout",
    "read-timeout": "ReadTimeout",
    "reset": "ConnectionError",
    "cut": "ChunkedEncodingError",
}
AIOHTTP = {
    "connect-timeout": "ConnectionTimeoutError",
    "read-timeout": "SocketTimeoutError",
    "reset": "ClientOSError",
    "cut": "ClientPayloadError",
}
CLIENTS = {
    "httpx": (_httpx(httpx), httpx, HTTPX),
    "httpx async": (_async_httpx(httpx), httpx, HTTPX),
    "httpx2": (_httpx(httpx2), httpx2, HTTPX),
    "httpx2 async": (_async_httpx(httpx2), httpx2, HTTPX),
    "requests": (_requests, requests.exceptions, REQUESTS),
    "aiohttp": (_aiohttp, aiohttp, AIOHTTP),
}


@pytest.mark.parametrize("fate", HTTPX)
@pytest.mark.parametrize("client", CLIENTS)
def test_each_fate_is_the_clients_own_exception(client, fate):
    get, library, names = CLIENTS[client]
    with intercept(lambda _: Response(200, {}, BODY, fate)), pytest.raises(getattr(library, names[fate])):
        get(URL)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_late_answer_is_a_timeout_for_who_does_not_wait_and_nobody_sleeps(client):
    get, library, names = CLIENTS[client]
    started = time.perf_counter()
    with intercept(lambda _: Response(200, {}, BODY, delay=60.0)):
        with pytest.raises(getattr(library, names["read-timeout"])):
            get(URL, timeout=5)
        assert get(URL, timeout=90) == BODY
    assert time.perf_counter() - started < 30


def received(url, seconds=3.0):
    """All that a server sends to a plain request, and whether it closed the connection of itself."""
    parts = httpx.URL(url)
    with socket.create_connection((parts.host, parts.port), timeout=seconds) as connection:
        connection.sendall(f"GET /payments/x HTTP/1.1\r\nhost: {parts.host}\r\n\r\n".encode())
        pieces = []
        try:
            while piece := connection.recv(4096):
                pieces.append(piece)
        except TimeoutError:
            return b"".join(pieces), False
        except ConnectionResetError:
            return b"".join(pieces), True
        return b"".join(pieces), True


def test_a_server_resets_stays_silent_breaks_off_and_is_late():
    answers = {}

    def handler(_):
        return answers["next"]

    with running(handler) as url:
        answers["next"] = Response(200, {}, BODY, "reset")
        assert received(url) == (b"", True)
        answers["next"] = Response(200, {}, BODY, "read-timeout")
        assert received(url, 0.5) == (b"", False)
        answers["next"] = Response(200, {}, BODY, "cut")
        text, closed = received(url)
        assert closed
        assert f"content-length: {len(BODY)}".encode() in text
        assert text.endswith(BODY[: len(BODY) // 2])
        answers["next"] = Response(200, {}, BODY, delay=0.3)
        started = time.monotonic()
        assert httpx.get(url, timeout=10).content == BODY
        assert time.monotonic() - started >= 0.3
        answers["next"] = Response(200, {}, BODY, "cut")
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(url)
