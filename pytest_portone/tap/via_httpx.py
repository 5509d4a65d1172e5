"""httpx, and what has its shape: a transport around the one that the client has chosen, mock or not.

Event hooks, cookies, `elapsed`, redirects and authentication flows lie above it, and see what the listener gives.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.messages import Request
from pytest_portone.tap import fields
from pytest_portone.tap.listener import Delivery, Received
from pytest_portone.tap.patches import Instead, replaced, require

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from pytest_portone.sandbox.messages import Response
    from pytest_portone.tap.calls import Call, Key, Tap
    from pytest_portone.transport.patching import Method

_SWITCHING_PROTOCOLS = 101


@contextmanager
def patched(module: Any, tap: Tap) -> Iterator[None]:
    """Show the tap every request of the clients of `module`, httpx or its like."""

    def around(original: Method) -> Method:
        @wraps(original)
        def send(client: Any, request: Any) -> Any:
            __tracebackhide__ = True
            if tap.closed:
                return original(client, request)

            def transport(url: Any) -> _Transport:
                return _Transport(module, tap, client._transport_for_url(url))  # noqa: SLF001 - it has no public name

            return original(Instead(client, _transport_for_url=transport), request)

        return send

    with ExitStack() as stack:
        for owner in ("Client", "AsyncClient"):
            require(module, f"{owner}._transport_for_url")
            stack.enter_context(replaced(module, f"{owner}._send_single_request", tap, around))
        yield


class _Transport:
    """A transport that the tap listens to."""

    def __init__(self, module: Any, tap: Tap, below: Any) -> None:
        self._module = module
        self._tap = tap
        self._below = below

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        __tracebackhide__ = True
        key = _key(request)
        if self._tap.inside(key):
            return self._below.handle_request(request)  # type: ignore[no-any-return]
        request.read()
        asked = self._asked(request)
        if asked is None:
            sent = self._delivered(request)
            with self._tap.call(key):
                return self._below.handle_request(sent)  # type: ignore[no-any-return]
        replayed = self._tap.listener.replay(asked)
        if replayed is not None:
            return self._replayed(replayed)
        with self._tap.call(key, asked) as call:
            response = self._below.handle_request(request)
            if response.status_code == _SWITCHING_PROTOCOLS:
                return response  # type: ignore[no-any-return]
            self._read(response)
        return self._heard(call, asked, response)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        __tracebackhide__ = True
        key = _key(request)
        if self._tap.inside(key):
            return await self._below.handle_async_request(request)  # type: ignore[no-any-return]
        await request.aread()
        asked = self._asked(request)
        if asked is None:
            sent = self._delivered(request)
            with self._tap.call(key):
                return await self._below.handle_async_request(sent)  # type: ignore[no-any-return]
        replayed = self._tap.listener.replay(asked)
        if replayed is not None:
            return self._replayed(replayed)
        with self._tap.call(key, asked) as call:
            response = await self._below.handle_async_request(request)
            if response.status_code == _SWITCHING_PROTOCOLS:
                return response  # type: ignore[no-any-return]
            await self._aread(response)
        return self._heard(call, asked, response)

    def _asked(self, request: httpx.Request) -> Request | None:
        """The request as PortOne gets it; None where it goes elsewhere."""
        url = request.url
        target = url.raw_path.partition(b"?")[0].decode("ascii")
        path = self._tap.listener.claim(request.method, url.scheme, url.host, url.port, target)
        if path is None:
            return None
        query = url.query.decode("ascii")
        return Request(request.method, path, query, fields.joined(request.headers.multi_items()), request.content)

    def _delivered(self, request: httpx.Request) -> httpx.Request:
        """The request as the listener wants it sent: the same one, if it changes nothing."""
        if not request.content:
            return request
        shown = Delivery(fields.joined(request.headers.multi_items()), request.content)
        wanted = self._tap.listener.delivered(shown)
        if wanted == shown:
            return request
        sent: httpx.Request = self._module.Request(
            request.method,
            request.url,
            headers=fields.of_delivery(request.headers.multi_items(), shown, wanted),
            stream=self._module.ByteStream(wanted.body),
            extensions=request.extensions,
        )
        sent.read()
        return sent

    def _read(self, response: httpx.Response) -> None:
        """Take the body off the wire, and leave it there to be read again, in the coding in which it came."""
        if not hasattr(response, "_content"):
            stream: Any = response.stream
            try:
                response.stream = self._module.ByteStream(b"".join(stream))
            finally:
                stream.close()

    async def _aread(self, response: httpx.Response) -> None:
        if not hasattr(response, "_content"):
            stream: Any = response.stream
            try:
                response.stream = self._module.ByteStream(b"".join([piece async for piece in stream]))
            finally:
                await stream.aclose()

    def _heard(self, call: Call, asked: Request, response: httpx.Response) -> httpx.Response:
        """The answer that the client gets: the same one, if the listener changes nothing."""
        came = response.headers.multi_items()
        shown = fields.response(response.status_code, came, self._decoded(response))
        given = self._tap.listener.received(Received(asked, shown, live=call.live))
        if given == shown:
            return response
        extensions = dict(response.extensions)
        if given.status != shown.status:
            extensions.pop("reason_phrase", None)
        return self._response(given, fields.of_response(came, shown, given), extensions)

    def _decoded(self, response: httpx.Response) -> bytes:
        if hasattr(response, "_content"):
            return response.content
        raw = b"".join(response.stream)  # type: ignore[arg-type] # `_read` has left it there
        decoded: bytes = self._module.Response(response.status_code, headers=response.headers, content=raw).content
        return decoded

    def _replayed(self, given: Response) -> httpx.Response:
        return self._response(given, fields.of_response((), fields.response(given.status, (), b""), given), {})

    def _response(self, given: Response, headers: fields.Fields, extensions: dict[str, Any]) -> httpx.Response:
        made: httpx.Response = self._module.Response(
            given.status, headers=headers, stream=self._module.ByteStream(given.body), extensions=extensions
        )
        return made


def _key(request: httpx.Request) -> Key:
    return request.method, request.url.host, request.url.path
