"""aiohttp: `BaseConnector.connect` hands out a connection that never leaves the process.

What is written to it is read as HTTP, and the answer comes back as bytes: middlewares, traces, cookies, timeouts,
streams and `raise_for_status` are aiohttp's own.
"""

from __future__ import annotations

import asyncio
import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.messages import Request
from pytest_portone.transport import wire
from pytest_portone.transport.patching import replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from aiohttp import BaseConnector, ClientRequest
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.connector import Connection

    from pytest_portone.sandbox.messages import Response
    from pytest_portone.transport.interception import Interception
    from pytest_portone.transport.patching import Method

MODULE = "aiohttp"

_LARGEST_BODY = 2**30


@contextmanager
def patched(module: Any, interception: Interception) -> Iterator[None]:
    """Give the interception the first word on every connection of aiohttp's sessions."""

    def around(original: Method) -> Method:
        async def connect(connector: BaseConnector, request: ClientRequest, *args: Any, **options: Any) -> Connection:
            __tracebackhide__ = True
            url = request.url
            path = interception.claim(request.method, url.scheme, url.host or "", url.port, url.raw_path)
            if path is None:
                return await original(connector, request, *args, **options)  # type: ignore[no-any-return]

            def answer(headers: dict[str, str], body: bytes) -> Response:
                asked = Request(request.method, path, url.raw_query_string, headers, body)
                return interception.handler(asked)

            return connection(connector, request, answer, _patience(args, options))

        return connect

    with replaced(module.BaseConnector, "connect", interception, around):
        yield


def connection(
    connector: BaseConnector,
    request: ClientRequest,
    answer: Callable[[dict[str, str], bytes], Response],
    patience: float | None = None,
) -> Connection:
    """A connection that never leaves the process: `answer` gets the headers and the body of its one request.

    Args:
        connector: whose it is.
        request: the one request.
        answer: answers it.
        patience: how many seconds the client waits; None for as long as it takes.
    """
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.connector import Connection

    loop = asyncio.get_running_loop()
    protocol = ResponseHandler(loop)
    protocol.connection_made(_Wire(protocol, loop, answer, patience))
    protocol.force_close()  # it serves one request: pooled, it would outlive the interception
    return Connection(connector, request.connection_key, protocol, loop)


def _connect_timeout() -> Exception:
    from aiohttp import ConnectionTimeoutError

    return ConnectionTimeoutError("Connection timeout to host")


def _read_timeout() -> Exception:
    from aiohttp import SocketTimeoutError

    return SocketTimeoutError("Timeout on reading data from socket")


def _reset() -> Exception:
    from aiohttp import ClientOSError

    return ClientOSError(errno.ECONNRESET, "Connection reset by peer")


_FATES: Mapping[str | None, Callable[[], Exception]] = {
    "connect-timeout": _connect_timeout,
    "read-timeout": _read_timeout,
    "reset": _reset,
}
"""What aiohttp raises."""


def _patience(args: tuple[Any, ...], options: dict[str, Any]) -> float | None:
    """How long the session waits: `timeout` is the connector's third argument."""
    timeout = options.get("timeout", args[1] if len(args) > 1 else None)
    waits = (getattr(timeout, name, None) for name in ("sock_read", "total"))
    return min((each for each in waits if each is not None), default=None)


class _Wire(asyncio.Transport):
    """The other end of the connection: a server of one request."""

    def __init__(
        self,
        protocol: ResponseHandler,
        loop: asyncio.AbstractEventLoop,
        answer: Callable[[dict[str, str], bytes], Response],
        patience: float | None,
    ) -> None:
        from aiohttp.http import HttpRequestParser

        super().__init__()
        self._protocol = protocol
        self._loop = loop
        self._answer = answer
        self._patience = patience
        self._closing = False
        self._parser = HttpRequestParser(protocol, loop, _LARGEST_BODY, auto_decompress=False)
        self._message: Any = None

    def write(self, data: Any) -> None:
        messages, _, _ = self._parser.feed_data(bytes(data))
        if messages:
            self._message = messages[0]
            if "100-continue" in self._message[0].headers.get("expect", "").lower():
                self._later(self._protocol.data_received, b"HTTP/1.1 100 Continue\r\n\r\n")
        if self._message and self._message[1].is_eof():
            self._later(self._respond)

    def _later(self, callback: Callable[..., object], *args: Any) -> None:
        """As the network would: after the writer is done with what it is at."""
        self._loop.call_soon(callback, *args)

    def _respond(self) -> None:
        message, payload = self._message
        headers: dict[str, str] = {}
        for name, value in message.headers.items():
            key = name.lower()
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
        try:
            response = self._answer(headers, payload.read_nowait())
        except BaseException as error:  # noqa: BLE001 - it belongs to the caller, who waits for an answer
            self._protocol.set_exception(error)
        else:
            self._send(response, message.method)

    def _send(self, response: Response, method: str) -> None:
        fate = wire.fate(response, self._patience) if response.fate or response.delay else None
        if fate in _FATES:
            self._protocol.set_exception(_FATES[fate]())
            return
        message = wire.http1(response, method)
        if fate == "cut":
            self._protocol.data_received(message[: len(message) - len(response.body) + len(wire.cut(response.body))])
            self.close()
            return
        self._protocol.data_received(message)

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self._later(self._protocol.connection_lost, None)

    abort = close

    def is_closing(self) -> bool:
        return self._closing

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None:
        """There is nothing to hold back: the answer came in one piece."""

    def resume_reading(self) -> None:
        """See `pause_reading`."""
