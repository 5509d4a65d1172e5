"""A server for whoever has an event loop of its own: a test's, or Playwright's."""

from __future__ import annotations

import asyncio
from threading import Event

import httpx
import pytest

from pytest_portone.sandbox import Response
from pytest_portone.server import running, waits_for_the_merchant


def test_it_can_be_started_within_a_loop_that_runs():
    async def within():
        with running(lambda _: Response(200, {}, b"here")) as url:
            async with httpx.AsyncClient(trust_env=False) as client:
                return (await client.get(url)).text

    assert asyncio.run(within()) == "here"


def test_an_address_that_cant_be_had_is_told_where_it_is_asked_for():
    with pytest.raises(OSError, match="address"), running(lambda _: Response(200), host="203.0.113.1"):
        pass


def test_who_waits_for_the_merchant_keeps_nobody_else_waiting():
    asked_back = Event()

    def handler(request):
        if waits_for_the_merchant(request):
            assert asked_back.wait(10)
        else:
            asked_back.set()
        return Response(200, {}, request.path.encode())

    async def both(url):
        async with httpx.AsyncClient(trust_env=False, timeout=15) as client:
            first = asyncio.create_task(client.post(f"{url}/payments/a/resend-webhook"))
            await asyncio.sleep(0.1)
            return [(await client.get(f"{url}/payments/a")).text, (await first).text]

    with running(handler) as url:
        assert asyncio.run(both(url)) == ["/payments/a", "/payments/a/resend-webhook"]
