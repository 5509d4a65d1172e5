"""A handler as an asyncio protocol that speaks HTTP/1.1: no coroutines, which would cost more than the answer."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from threading import BoundedSemaphore, Thread
from typing import TYPE_CHECKING, Any

import httptools

from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.transport import wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.transport.interception import Handler

_log = logging.getLogger("pytest_portone.server")
_TEXT = {"content-type": "text/plain; charset=utf-8"}
_LINGER = 1.0
"""Seconds between a refusal and the end of its connection: a reset at once would take the answer away."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may take.

    Attributes:
        head: bytes of a request's line and headers, and of the trailers behind its body.
        body: bytes of a body.
        bodies: bytes of the bodies that all connections are in the middle of sending.
        connections: how many there are at once.
        apart: how many requests are answered at once in threads of their own.
        patience: seconds that a request may take to arrive, and that a connection may be silent between two.
    """

    head: int = 2**16
    body: int = 2**24
    bodies: int = 2**28
    connections: int = 1000
    apart: int = 32
    patience: float = 120.0


def _never(_: Request) -> bool:
    return False


@dataclass(slots=True)
class Server:
    """What the connections of one server have in common.

    Attributes:
        handler: answers each request, in the event loop's thread.
        apart: says which requests are answered in a thread of their own, as their answers wait for others.
        limits: what a connection may take.
        open: the connections.
        held: bytes of the bodies that are arriving.
    """

    handler: Handler
    apart: Callable[[Request], bool] = _never
    limits: Limits = field(default_factory=Limits)
    open: set[_Connection] = field(default_factory=set)
    held: int = 0
    _places: BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = BoundedSemaphore(self.limits.apart)

    def connection(self) -> asyncio.Protocol:
        """The protocol of one connection."""
        return _Connection(self)

    def sweep(self) -> None:
        """End connections that have kept still, or their request back, for two sweeps. It comes again by itself."""
        for each in tuple(self.open):
            each.grow_old()
        asyncio.get_running_loop().call_later(self.limits.patience / 2, self.sweep)

    def abort(self) -> None:
        """End every connection."""
        for each in tuple(self.open):
            each.abort()

    def answer(self, request: Request) -> Response:
        """The handler's answer; a 500 with its exception, where it raises."""
        try:
            return self.handler(request)
        except Exception as error:  # noqa: BLE001 - it is the caller who hears of it, and the log
            _log.exception("%s %s failed", request.method, request.path)
            return Response(500, _TEXT, f"{type(error).__name__}: {error}".encode("utf-8", "replace"))

    def answer_apart(self, request: Request, done: Callable[[Response], None]) -> None:
        """Have a request answered in a thread of its own, and `done` called in the event loop's."""
        loop = asyncio.get_running_loop()
        if not self._places.acquire(blocking=False):
            text = f"{self.limits.apart} requests are being answered that wait for others; try again".encode()
            done(Response(503, _TEXT | {"retry-after": "1"}, text))
            return

        def work() -> None:
            response = self.answer(request)
            self._places.release()
            if not loop.is_closed():
                loop.call_soon_threadsafe(done, response)

        Thread(target=work, name="portone-server-apart", daemon=True).start()


class _Connection(asyncio.Protocol):
    """Requests are answered in the order in which they come, pipelined or not."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._parser: Any = httptools.HttpRequestParser(self)
        self._transport: Any = None
        self._waiting: deque[tuple[Request, bool]] = deque()
        self._busy = False  # with an answer that is still to come: no other goes before it
        self._over = False  # nothing more is read
        self._old = False
        self._moving = False  # whether the piece that is read begins a request, or holds some of a body
        self._fields = 0  # bytes that came since a piece did
        self._arriving = False
        self._body = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._server.open.add(self)
        if len(self._server.open) > self._server.limits.connections:
            self._refuse(503, "too many connections")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._over = True
        self._server.open.discard(self)
        self._server.held -= len(self._body)
        self._body = bytearray()
        self._waiting.clear()

    def pause_writing(self) -> None:
        """Whoever does not read its answers is not asked for more."""
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        if not self._busy:
            self._transport.resume_reading()

    def abort(self) -> None:
        """End it at once."""
        self._transport.abort()

    def grow_old(self) -> None:
        """End it the second time, unless a request came or went meanwhile."""
        if not self._old or self._busy:
            self._old = True
        elif self._arriving and not self._over:
            self._refuse(408, f"the request took longer than {self._server.limits.patience:g} s to arrive")
        else:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        if self._over:
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._decline_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            self._refuse(400, f"not HTTP/1.1: {error}")
        self._fields = 0 if self._moving else self._fields + len(data)
        self._moving = False
        if self._fields > self._server.limits.head:
            self._refuse(431, f"line and headers are longer than {self._server.limits.head} bytes")

    def _decline_upgrade(self, rest: bytes) -> None:
        """Read the request once more without its wish to leave HTTP/1.1, which a server may ignore (RFC 9110, 7.8).

        The parser takes the wish for granted, and the body for another protocol's.
        """
        method = self._parser.get_method()
        if method == b"CONNECT":
            self._refuse(405, "this is no proxy")
            return
        kept = {name: value for name, value in self._headers.items() if name not in {"connection", "upgrade"}}
        fields = "".join(f"{name}: {value}\r\n" for name, value in kept.items())
        line = method + b" " + self._url + b" HTTP/1.1\r\n"
        self._parser = httptools.HttpRequestParser(self)
        self.data_received(line + fields.encode("latin-1") + b"\r\n" + rest)

    def on_message_begin(self) -> None:
        self._url = b""
        self._headers: dict[str, str] = {}
        self._in_head = self._moving = self._arriving = True
        self._old = False

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_head:  # trailers may be dropped (RFC 9112, 7.1.2)
            return
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        self._headers[key] = f"{self._headers[key]}, {text}" if key in self._headers else text

    def on_headers_complete(self) -> None:
        self._in_head = False
        told = self._headers.get("content-length", "0")
        if len(told) > 18 or (told.isdecimal() and int(told) > self._server.limits.body):  # noqa: PLR2004 - an exabyte
            self._refuse_body()
        elif self._headers.get("expect", "").lower() == "100-continue":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        if self._over:
            return
        server = self._server
        self._moving = True
        self._body += body
        server.held += len(body)
        if len(self._body) > server.limits.body:
            self._refuse_body()
        elif server.held > server.limits.bodies:
            self._refuse(503, "too much is being sent at once")

    def on_message_complete(self) -> None:
        if self._over or self._parser.should_upgrade():
            return
        self._arriving = False
        body = bytes(self._body)
        if body:
            self._server.held -= len(body)
            self._body = bytearray()
        method = self._parser.get_method().decode("ascii")
        path, _, query = self._url.decode("latin-1").partition("?")
        request = Request(method, path, query, self._headers, body)
        close = not self._parser.should_keep_alive()
        if self._busy:
            self._waiting.append((request, close))
        else:
            self._take(request, close=close)

    def _take(self, request: Request, *, close: bool) -> None:
        server = self._server
        if server.apart(request):
            self._wait()
            server.answer_apart(request, partial(self._late, method=request.method, close=close))
            return
        response = server.answer(request)
        if response.fate or response.delay:
            self._spoil(response, request.method, close=close)
        else:
            self._send(response, request.method, close=close)

    def _spoil(self, response: Response, method: str, *, close: bool) -> None:
        """Send an answer late, in part, or not at all."""
        if response.fate == "reset":
            self._transport.abort()
        elif response.fate == "cut":
            message = wire.http1(response, method, close=True)
            self._transport.write(message[: len(message) - len(response.body) + len(wire.cut(response.body))])
            self._transport.close()
        elif response.fate is None:
            self._wait()
            loop = asyncio.get_running_loop()
            loop.call_later(response.delay, partial(self._late, response, method=method, close=close))

    def _wait(self) -> None:
        """Read no more until the answer is there."""
        self._busy = True
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def _late(self, response: Response, *, method: str, close: bool) -> None:
        """Send an answer that was waited for, and take what came behind its request."""
        self._busy = self._old = False
        if self._transport.is_closing():
            return
        if response.fate:
            self._spoil(response, method, close=close)
        else:
            self._send(response, method, close=close)
        while self._waiting and not self._busy and not self._over:
            request, last = self._waiting.popleft()
            self._take(request, close=last)
        if not self._busy and not self._transport.is_closing():
            self._transport.resume_reading()

    def _send(self, response: Response, method: str, *, close: bool) -> None:
        try:
            message = wire.http1(response, method, close=close)
        except UnicodeEncodeError as error:
            _log.error("an answer has a header that HTTP can't carry: %s", error)
            message = wire.http1(Response(500, _TEXT, str(error).encode()), method, close=close)
        self._transport.write(message)
        if close:
            self._over = True
            self._transport.close()

    def _refuse_body(self) -> None:
        self._refuse(413, f"the body is longer than {self._server.limits.body} bytes")

    def _refuse(self, status: int, why: str) -> None:
        """Say what is wrong with what is coming, and take no more of it."""
        if self._over:
            return
        self._over = True
        self._transport.write(wire.http1(Response(status, _TEXT, why.encode("utf-8", "replace")), "", close=True))
        asyncio.get_running_loop().call_later(_LINGER, self._transport.close)
