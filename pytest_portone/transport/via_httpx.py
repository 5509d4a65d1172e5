"""httpx, and what has its shape: `HTTPTransport` and `AsyncHTTPTransport`, below clients made before or after."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.messages import Request
from pytest_portone.transport import wire
from pytest_portone.transport.patching import replaced

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    import httpx

    from pytest_portone.transport.interception import Interception
    from pytest_portone.transport.patching import Method

MODULE = "httpx"


@contextmanager
def patched(module: Any, interception: Interception) -> Iterator[None]:
    """Give the interception the first word on every request of the clients of `module`, httpx or its like."""

    def sync(original: Method) -> Method:
        def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            __tracebackhide__ = True
            path = claimed(interception, request)
            if path is None:
                return original(transport, request)  # type: ignore[no-any-return]
            request.read()
            return answer(module, interception, request, path)

        return handle_request

    def asynchronous(original: Method) -> Method:
        async def handle_async_request(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
            __tracebackhide__ = True
            path = claimed(interception, request)
            if path is None:
                return await original(transport, request)  # type: ignore[no-any-return]
            await request.aread()
            return answer(module, interception, request, path)

        return handle_async_request

    with ExitStack() as stack:
        stack.enter_context(replaced(module.HTTPTransport, "handle_request", interception, sync))
        stack.enter_context(replaced(module.AsyncHTTPTransport, "handle_async_request", interception, asynchronous))
        yield


def claimed(interception: Interception, request: httpx.Request) -> str | None:
    """The path below PortOne's base URL, or None: see `Interception.claim`."""
    url = request.url
    path = url.raw_path.partition(b"?")[0].decode("ascii")
    return interception.claim(request.method, url.scheme, url.host, url.port, path)


def answer(module: Any, interception: Interception, request: httpx.Request, path: str) -> httpx.Response:
    """The handler's answer to `request`, unread as one from a socket; or what the client raises instead."""
    __tracebackhide__ = True
    given = interception.handler(_plain(request, path))
    content = wire.body(given, request.method)
    stream = module.ByteStream(content)
    if given.fate or given.delay:
        fate = wire.fate(given, request.extensions.get("timeout", {}).get("read"))
        if fate in _FATES:
            name, text = _FATES[fate]
            raise getattr(module, name)(text, request=request)
        if fate == "cut":
            stream = _broken(module, wire.cut(content))
    response: httpx.Response = module.Response(
        given.status, headers=wire.headers(given), stream=stream, request=request
    )
    return response


_FATES = {
    "connect-timeout": ("ConnectTimeout", "timed out"),
    "read-timeout": ("ReadTimeout", "The read operation timed out"),
    "reset": ("ReadError", "Connection reset by peer"),
}
"""What httpx raises, and what it says."""


def _broken(module: Any, content: bytes) -> Any:
    """A body that breaks off after `content`."""
    text = "peer closed connection without sending complete message body"

    class Broken(module.SyncByteStream, module.AsyncByteStream):  # type: ignore[misc]
        def __iter__(self) -> Iterator[bytes]:
            yield content
            raise module.RemoteProtocolError(text)

        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield content
            raise module.RemoteProtocolError(text)

    return Broken()


def _plain(request: httpx.Request, path: str) -> Request:
    query = request.url.query.decode("ascii")
    return Request(request.method, path, query, dict(request.headers.items()), request.content)
