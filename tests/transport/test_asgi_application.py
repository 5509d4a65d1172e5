"""A handler behind any ASGI server."""

from __future__ import annotations

import asyncio

import httpx

from pytest_portone.sandbox.messages import Response
from pytest_portone.transport.asgi import application


def test_requests_and_answers_keep_their_bytes(recorder):
    handler = recorder(Response(404, {"content-type": "application/json"}, b"{}"))

    async def pieces():
        yield b"one"
        yield b"two"

    async def call():
        transport = httpx.ASGITransport(application(handler))
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as client:
            return await client.post("/payments/a%2Fb?x=%7B", content=pieces(), headers={"Authorization": "x"})

    reply = asyncio.run(call())
    (request,) = handler.requests
    assert (request.method, request.path, request.query) == ("POST", "/payments/a%2Fb", "x=%7B")
    assert (request.body, request.headers["authorization"]) == (b"onetwo", "x")
    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (404, b"{}", "2")
