"""Apps and functions in process. They are reached through an httpx client, where the gate hears what is delivered."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from pytest_portone.sandbox.webhooks.endpoints import Answer, MisuseError, UnreachableError
from pytest_portone.sandbox.webhooks.frameworks import heard, kept_connections
from pytest_portone.sandbox.webhooks.loops import Loop

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from pytest_portone.sandbox.webhooks.endpoints import Timeouts

ADDRESS = "52.78.5.241"
"""Where PortOne's webhooks come from, as it documents."""


class _Client(httpx.Client):
    """A client whose transport is its own, also where a mock gives all clients another one."""

    def _transport_for_url(self, url: httpx.URL) -> httpx.BaseTransport:  # noqa: ARG002 - as in httpx
        return self._transport


@dataclass(frozen=True, slots=True)
class InProcess:
    """Hands webhooks to a transport. Each comes by a client of its own: PortOne keeps no cookies."""

    transport: httpx.BaseTransport

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Hand it over."""
        client = _Client(transport=self.transport, timeout=None)  # never closed: that would close the transport
        with kept_connections(), heard() as raised:
            return Answer.of(client.post(url, headers=dict(headers), content=body), raised)

    def close(self) -> None:
        """End what runs for it."""
        self.transport.close()


class Wsgi(httpx.WSGITransport):
    """A WSGI app."""

    def __init__(self, app: Any) -> None:
        super().__init__(app, remote_addr=ADDRESS)


class _Waiting(httpx.BaseTransport):
    """Waits for asynchronous code, which runs in a loop of its own."""

    def __init__(self, timeouts: Timeouts) -> None:
        self._loop, self._longest = Loop(), timeouts.read

    def close(self) -> None:
        """End the loop."""
        self._loop.close()

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What asynchronous work gives.

        Raises:
            UnreachableError: it takes too long.
        """
        try:
            return self._loop.run(work, self._longest)
        except TimeoutError:
            raise UnreachableError(f"no answer came within {self._longest:g} s") from None


class Asgi(_Waiting):
    """An ASGI app. Its lifespan is not run: hand over a test client that runs it, where the app needs that."""

    def __init__(self, app: Any, timeouts: Timeouts) -> None:
        super().__init__(timeouts)
        self._below = httpx.ASGITransport(app, client=(ADDRESS, 0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Run the app in a loop of its own."""
        response: httpx.Response = self.wait(self._answer(request))
        return response

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        response = await self._below.handle_async_request(request)
        body = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=body)


class DjangoAsgi(Asgi):
    """Django's ASGI app: its synchronous code runs in the test's own thread, and so in its database transaction."""

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        """As any, but in this thread where no loop runs in it."""
        import asyncio

        from asgiref.sync import async_to_sync

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return async_to_sync(_awaited)(work)
        return super().wait(work)


async def _awaited(work: Coroutine[Any, Any, Any]) -> Any:
    return await work


class Function(_Waiting):
    """A function of the test, synchronous or not."""

    def __init__(self, function: Callable[[httpx.Request], Any], timeouts: Timeouts) -> None:
        super().__init__(timeouts)
        self._function = function

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Call it.

        Raises:
            MisuseError: it gives no response.
        """
        request.read()
        given = self._function(request)
        if inspect.isawaitable(given):
            given = self.wait(_result(given))
        if not all(hasattr(given, name) for name in ("status_code", "headers", "content")):
            name = getattr(self._function, "__qualname__", repr(self._function))
            raise MisuseError(f"{name} takes webhooks and gave {given!r}, expected an httpx.Response")
        return httpx.Response(given.status_code, headers=dict(given.headers), content=given.content)


async def _result(given: Any) -> Any:
    return await given
