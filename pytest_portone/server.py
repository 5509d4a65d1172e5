"""The sandbox behind a real server on this machine, for clients that can't be caught in process.

The server speaks HTTP/1.1 itself (`transport.http1`): the engine is a plain function, and a general ASGI server
spends several times the engine's own time on coroutines around it.
"""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_portone.sandbox import Request, Sandbox
    from pytest_portone.transport import Handler
    from pytest_portone.transport.http1 import Limits
    from pytest_portone.transport.http1 import Server as Connections

CONTROL = "/__portone__/"
"""What no path of PortOne's begins with: the sandbox's own pages, and what steers it; see `serving`."""

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
def running(
    handler: Handler, host: str = "127.0.0.1", port: int = 0, *, limits: Limits | None = None
) -> Iterator[str]:
    """Serve `handler` from a thread of its own; yields the base URL.

    Args:
        handler: answers each request, in that thread; in one of its own, where the answer may wait for the merchant.
        host: the address to listen on.
        port: 0 for any free one.
        limits: what a connection may take; None for what is usual.

    Raises:
        MissingExtraError: the extra `sandbox` is not installed.
        OSError: the address can't be listened on.
    """
    loop, listening = _new_event_loop(), Future[str]()
    # All that the loop does is done in the thread: the caller's may have a loop of its own that runs.
    work = partial(_run, loop, listening, handler, host, port, limits)
    thread = Thread(target=work, name="portone-server", daemon=True)
    thread.start()
    try:
        yield listening.result()
    finally:
        if not listening.exception():
            loop.call_soon_threadsafe(loop.stop)
        thread.join()


def _run(  # noqa: PLR0913, PLR0917 - a thread's
    loop: asyncio.AbstractEventLoop,
    listening: Future[str],
    handler: Handler,
    host: str,
    port: int,
    limits: Limits | None,
) -> None:
    """Run a loop that serves, until it is stopped; tell where it listens, or why it can't."""
    try:
        server, connections = loop.run_until_complete(_listen(handler, host, port, limits))
    except Exception as error:  # noqa: BLE001 - raised where it is waited for
        loop.close()
        listening.set_exception(error)
        return
    listening.set_result(_url(server))
    try:
        loop.run_forever()
        loop.run_until_complete(_close(server, connections))
    finally:
        loop.close()


def serve(
    sandbox: Sandbox,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    handler: Handler | None = None,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve `sandbox` until SIGINT or SIGTERM, after a line on standard output that says where. Main thread only.

    Args:
        sandbox: what is served.
        host: the address to listen on.
        port: 0 for any free one.
        handler: answers instead of the sandbox alone.
        announce: is told the base URL, instead of the line.

    Raises:
        MissingExtraError: the extra `sandbox` is not installed.
        OSError: the address can't be listened on.
    """
    stopped = Event()
    before = {each: signal.signal(each, lambda *_: stopped.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with running(handler or sandbox.handle, host, port) as url:
            (announce or partial(_announce, sandbox))(url)
            while not stopped.wait(_HEARTBEAT):
                pass
    finally:
        for each, former in before.items():
            signal.signal(each, former)


def _announce(sandbox: Sandbox, url: str) -> None:
    print(f"PortOne sandbox, contract {sandbox.contract.version}: {url} (Ctrl+C ends it)", flush=True)  # noqa: T201


def waits_for_the_merchant(request: Request) -> bool:
    """Whether a webhook is delivered before the answer. The merchant's server may ask us something meanwhile."""
    return request.method == "POST" and (request.path.startswith(CONTROL) or request.path.endswith("/resend-webhook"))


def _new_event_loop() -> asyncio.AbstractEventLoop:
    """An event loop of uvloop's where that is installed (half as fast again), else of asyncio's."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


async def _listen(
    handler: Handler, host: str, port: int, limits: Limits | None
) -> tuple[asyncio.Server, Connections]:
    try:
        from pytest_portone.transport.http1 import Limits as Usual
        from pytest_portone.transport.http1 import Server as Connections
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name), "sandbox") from error
    connections = Connections(handler, waits_for_the_merchant, limits or Usual())
    connections.sweep()
    loop = asyncio.get_running_loop()
    return await loop.create_server(connections.connection, host, port), connections


async def _close(server: asyncio.Server, connections: Connections) -> None:
    server.close()
    connections.abort()
    await server.wait_closed()
    await asyncio.sleep(0)


def _url(server: asyncio.Server) -> str:
    host, port = server.sockets[0].getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
