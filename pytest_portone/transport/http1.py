"""A handler as an asyncio protocol that speaks HTTP/1.1: no coroutines, which would cost more than the answer."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any

import httptools

from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.transport import wire

if TYPE_CHECKING:
    from pytest_portone.transport.interception import Handler

_log = logging.getLogger("pytest_portone.server")
_TEXT = {"content-type": "text/plain; charset=utf-8"}


def connection(handler: Handler, connections: set[asyncio.Transport]) -> asyncio.Protocol:
    """The protocol of one connection to a server.

    Args:
        handler: answers each request, in the event loop's thread.
        connections: holds the connection for as long as it is open.
    """
    return _Connection(handler, connections)


class _Connection(asyncio.Protocol):
    """Requests are answered in the order in which they come, pipelined or not."""

    def __init__(self, handler: Handler, connections: set[asyncio.Transport]) -> None:
        self._handler = handler
        self._connections = connections
        self._parser: Any = httptools.HttpRequestParser(self)
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._connections.add(self._transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._connections.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._decline_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            self._send(Response(400, _TEXT, f"not HTTP/1.1: {error}".encode()), "", close=True)

    def _decline_upgrade(self, rest: bytes) -> None:
        """Read the request once more without its wish to leave HTTP/1.1, which a server may ignore (RFC 9110, 7.8).

        The parser takes the wish for granted, and the body for another protocol's.
        """
        kept = {name: value for name, value in self._headers.items() if name not in {"connection", "upgrade"}}
        fields = "".join(f"{name}: {value}\r\n" for name, value in kept.items())
        line = self._parser.get_method() + b" " + self._url + b" HTTP/1.1\r\n"
        self._parser = httptools.HttpRequestParser(self)
        self.data_received(line + fields.encode("latin-1") + b"\r\n" + rest)

    def on_message_begin(self) -> None:
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body = bytearray()

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        self._headers[key] = f"{self._headers[key]}, {text}" if key in self._headers else text

    def on_headers_complete(self) -> None:
        if self._headers.get("expect", "").lower() == "100-continue":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        if self._parser.should_upgrade():
            return
        method = self._parser.get_method().decode("ascii")
        path, _, query = self._url.decode("latin-1").partition("?")
        response = self._answer(Request(method, path, query, self._headers, bytes(self._body)))
        close = not self._parser.should_keep_alive()
        if response.fate or response.delay:
            self._spoil(response, method, close=close)
        else:
            self._send(response, method, close=close)

    def _spoil(self, response: Response, method: str, *, close: bool) -> None:
        """Send an answer late, in part, or not at all."""
        if response.fate == "reset":
            self._transport.abort()
        elif response.fate == "cut":
            message = wire.http1(response, method, close=True)
            self._transport.write(message[: len(message) - len(response.body) + len(wire.cut(response.body))])
            self._transport.close()
        elif response.fate is None:
            loop = asyncio.get_running_loop()
            loop.call_later(response.delay, partial(self._send, response, method, close=close))

    def _answer(self, request: Request) -> Response:
        try:
            return self._handler(request)
        except Exception as error:  # noqa: BLE001 - it is the caller who hears of it, and the log
            _log.exception("%s %s failed", request.method, request.path)
            return Response(500, _TEXT, f"{type(error).__name__}: {error}".encode())

    def _send(self, response: Response, method: str, *, close: bool) -> None:
        self._transport.write(wire.http1(response, method, close=close))
        if close:
            self._transport.close()
