"""Every client that is caught, behind one signature, so that each law is checked for all of them."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field

import aiohttp
import httpx
import httpx2
import pytest
import requests
from yarl import URL

from pytest_portone.sandbox.messages import Response

TLS = ssl.create_default_context()


@dataclass(frozen=True)
class Reply:
    """What a client made of an answer."""

    status: int
    headers: dict
    body: bytes
    native: object = field(repr=False, compare=False)


def _httpx_like(library):
    def call(method, url, *, headers=None, content=None, **options):
        with library.Client(trust_env=False, verify=TLS, **options) as client:
            reply = client.request(method, url, headers=headers, content=content)
        return Reply(reply.status_code, dict(reply.headers), reply.content, reply)

    return call


def _httpx_like_async(library):
    async def send(method, url, headers, content, options):
        pieces = content if content is None or isinstance(content, bytes) else _asynchronous(content)
        async with library.AsyncClient(trust_env=False, verify=TLS, **options) as client:
            reply = await client.request(method, url, headers=headers, content=pieces)
        return Reply(reply.status_code, dict(reply.headers), reply.content, reply)

    def call(method, url, *, headers=None, content=None, **options):
        return asyncio.run(send(method, url, headers, content, options))

    return call


def _requests(method, url, *, headers=None, content=None, follow_redirects=False):
    content = iter(content) if isinstance(content, list) else content  # requests takes a list for a form
    with requests.Session() as session:
        session.trust_env = False
        reply = session.request(method, url, headers=headers, data=content, allow_redirects=follow_redirects)
    return Reply(reply.status_code, {k.lower(): v for k, v in reply.headers.items()}, reply.content, reply)


async def _asynchronous(pieces):
    for each in pieces:
        yield each


def _aiohttp(method, url, *, headers=None, content=None, follow_redirects=False):
    async def send():
        pieces = content if content is None or isinstance(content, bytes) else _asynchronous(content)
        target = URL(url, encoded=True)
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, target, headers=headers, data=pieces, allow_redirects=follow_redirects) as reply,
        ):
            body = await reply.read()
            return Reply(reply.status, {k.lower(): v for k, v in reply.headers.items()}, body, reply)

    return asyncio.run(send())


CALLERS = {
    "httpx": _httpx_like(httpx),
    "httpx-async": _httpx_like_async(httpx),
    "httpx2": _httpx_like(httpx2),
    "httpx2-async": _httpx_like_async(httpx2),
    "requests": _requests,
    "aiohttp": _aiohttp,
}


@pytest.fixture(params=CALLERS)
def call(request):
    """`call(method, url, headers=, content=, follow_redirects=) -> Reply`, for each client in turn."""
    return CALLERS[request.param]


class Recorder:
    """A handler that keeps the requests and gives the answers that it is told."""

    def __init__(self, *answers):
        self.requests = []
        self._answers = list(answers)

    def __call__(self, request):
        self.requests.append(request)
        if len(self._answers) > 1:
            return self._answers.pop(0)
        return self._answers[0] if self._answers else Response(200, {"content-type": "application/json"}, b"{}")


@pytest.fixture
def recorder():
    """The class of a handler that keeps what it is asked: `recorder(*answers)`."""
    return Recorder
