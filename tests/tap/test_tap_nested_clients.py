"""A client that sends through another client makes one call, and one delivery."""

from __future__ import annotations

import asyncio

import aiohttp
import httpx
import httpx2
import pytest
import requests

from pytest_portone.tap import Delivery, tap


class OverRequests(httpx.BaseTransport):
    def handle_request(self, request):
        headers = dict(request.headers)
        reply = requests.request(request.method, str(request.url), headers=headers, data=request.content, timeout=5)
        return httpx.Response(reply.status_code, content=reply.content)


class OverHttpx2(httpx.BaseTransport):
    def handle_request(self, request):
        with httpx2.Client(trust_env=False) as client:
            reply = client.request(
                request.method, str(request.url), headers=dict(request.headers), content=request.content
            )
        return httpx.Response(reply.status_code, content=reply.content)


class OverAiohttp(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request):
        sent = {"headers": dict(request.headers), "data": request.content}
        async with (
            aiohttp.ClientSession() as session,
            session.request(request.method, str(request.url), **sent) as reply,
        ):
            return httpx.Response(reply.status, content=await reply.read())


def by(transport):
    def call(url):
        with httpx.Client(transport=transport) as client:
            return client.post(url, content=b"body").json()

    return call


def by_aiohttp(url):
    async def call():
        async with httpx.AsyncClient(transport=OverAiohttp()) as client:
            return (await client.post(url, content=b"body")).json()

    return asyncio.run(call())


@pytest.fixture(params=[by(OverRequests()), by(OverHttpx2()), by_aiohttp], ids=["requests", "httpx2", "aiohttp"])
def call(request):
    """httpx over another client."""
    return request.param


def test_a_call_is_heard_once_and_is_live(call, ear, server):
    listener = ear(server.host)
    with tap(listener):
        assert call(f"{server.url}/banks")["path"] == "/banks"
    assert [each.live for each in listener.heard] == [True]
    assert len(listener.asked) == 1
    assert not listener.deliveries


def test_a_delivery_is_shown_once_and_sent_as_the_listener_wants_it(call, ear, server):
    listener = ear(deliver=lambda came: Delivery(came.headers, came.body + b" changed"))
    with tap(listener):
        call(f"{server.url}/hook")
    assert len(listener.deliveries) == 1
    assert server.seen[0][3] == b"body changed"
