"""The sandbox behind a real server on this machine, for clients that can't be caught in process.

The server speaks HTTP/1.1 itself (`transport.http1`): the engine is a plain function, and a general ASGI server
spends several times the engine's own time on coroutines around it.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.sandbox import Sandbox
    from pytest_portone.transport import Handler

_HEARTBEAT = 0.5
"""Seconds between looks at the signals: on Windows a wait without an end would not see them."""


class MissingExtraError(ImportError):
    """A package that an extra brings is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"{package} is not installed; it comes with: pip install 'pytest-portone[{extra}]'", name=package
        )


@dataclass(frozen=True, slots=True)
class PortoneServer:
    """A server that runs: its base URL, and the sandbox behind it."""

    url: str
    sandbox: Sandbox = field(repr=False)


@contextmanager
def running(handler: Handler, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve `handler` from a thread of its own; yields the base URL.

    Args:
        handler: answers each request, in that thread.
        host: the address to listen on.
        port: 0 for any free one.

    Raises:
        MissingExtraError: the extra `sandbox` is not installed.
        OSError: the address can't be listened on.
    """
    loop = _new_event_loop()
    try:
        server, connections = loop.run_until_complete(_listen(handler, host, port))
        thread = Thread(target=loop.run_forever, name="portone-server", daemon=True)
        thread.start()
        try:
            yield _url(server)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.run_until_complete(_close(server, connections))
    finally:
        loop.close()


def serve(sandbox: Sandbox, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve `sandbox` until SIGINT or SIGTERM, after a line on standard output that says where. Main thread only.

    Raises:
        MissingExtraError: the extra `sandbox` is not installed.
        OSError: the address can't be listened on.
    """
    stopped = Event()
    before = {each: signal.signal(each, lambda *_: stopped.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with running(sandbox.handle, host, port) as url:
            print(f"PortOne sandbox, contract {sandbox.contract.version}: {url} (Ctrl+C ends it)", flush=True)  # noqa: T201
            while not stopped.wait(_HEARTBEAT):
                pass
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _new_event_loop() -> asyncio.AbstractEventLoop:
    """An event loop of uvloop's where that is installed (half as fast again), else of asyncio's."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def _listen(handler: Handler, host: str, port: int) -> tuple[asyncio.Server, set[asyncio.Transport]]:
    try:
        from pytest_portone.transport.http1 import connection
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name), "sandbox") from error
    connections: set[asyncio.Transport] = set()
    loop = asyncio.get_running_loop()
    return await loop.create_server(partial(connection, handler, connections), host, port), connections


async def _close(server: asyncio.Server, connections: set[asyncio.Transport]) -> None:
    server.close()
    for each in tuple(connections):
        each.abort()
    await server.wait_closed()
    await asyncio.sleep(0)


def _url(server: asyncio.Server) -> str:
    host, port = server.sockets[0].getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
