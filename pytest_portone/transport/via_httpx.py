"""httpx, and what has its shape: `HTTPTransport` and `AsyncHTTPTransport`, below clients made before or after."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.messages import Request
from pytest_portone.transport import wire
from pytest_portone.transport.patching import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from pytest_portone.transport.interception import Interception
    from pytest_portone.transport.patching import Method

MODULE = "httpx"


@contextmanager
def patched(module: Any, interception: Interception) -> Iterator[None]:
    """Give the interception the first word on every request of the clients of `module`, httpx or its like."""
    make = module.Response, module.ByteStream

    def sync(original: Method) -> Method:
        def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            __tracebackhide__ = True
            path = claimed(interception, request)
            if path is None:
                return original(transport, request)  # type: ignore[no-any-return]
            request.read()
            return answer(*make, interception, request, path)

        return handle_request

    def asynchronous(original: Method) -> Method:
        async def handle_async_request(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
            __tracebackhide__ = True
            path = claimed(interception, request)
            if path is None:
                return await original(transport, request)  # type: ignore[no-any-return]
            await request.aread()
            return answer(*make, interception, request, path)

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


def answer(
    make_response: type[httpx.Response],
    make_stream: type[httpx.ByteStream],
    interception: Interception,
    request: httpx.Request,
    path: str,
) -> httpx.Response:
    """The handler's answer to `request`, unread as one that comes from a socket."""
    __tracebackhide__ = True
    given = interception.handler(_plain(request, path))
    stream = make_stream(wire.body(given, request.method))
    return make_response(given.status, headers=wire.headers(given), stream=stream, request=request)


def _plain(request: httpx.Request, path: str) -> Request:
    query = request.url.query.decode("ascii")
    return Request(request.method, path, query, dict(request.headers.items()), request.content)
