"""requests: `HTTPAdapter.send`, below every session and its hooks, redirects and cookies."""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_portone.sandbox.messages import Request
from pytest_portone.transport import wire
from pytest_portone.transport.patching import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from urllib.parse import SplitResult

    import requests
    from requests.adapters import HTTPAdapter

    from pytest_portone.sandbox.messages import Fate, Response
    from pytest_portone.transport.interception import Interception
    from pytest_portone.transport.patching import Method

MODULE = "requests"


@contextmanager
def patched(module: Any, interception: Interception) -> Iterator[None]:
    """Give the interception the first word on every request of requests' sessions."""

    def around(original: Method) -> Method:
        def send(
            adapter: HTTPAdapter, request: requests.PreparedRequest, *args: Any, **options: Any
        ) -> requests.Response:
            __tracebackhide__ = True
            url = urlsplit(request.url or "")
            path = interception.claim(request.method or "", url.scheme, url.hostname or "", url.port, url.path)
            if path is None:
                return original(adapter, request, *args, **options)  # type: ignore[no-any-return]
            given = interception.handler(_plain(request, url, path))
            if given.fate or given.delay:
                _refuse(module, request, wire.fate(given, _patience(args, options)))
            return _response(adapter, request, given)

        return send

    with replaced(module.adapters.HTTPAdapter, "send", interception, around):
        yield


_FATES = {
    "connect-timeout": ("ConnectTimeout", "timed out"),
    "read-timeout": ("ReadTimeout", "Read timed out."),
    "reset": ("ConnectionError", "Connection aborted: connection reset by peer"),
}
"""What requests raises, and what it says."""


def _refuse(module: Any, request: requests.PreparedRequest, fate: Fate | None) -> None:
    if fate in _FATES:
        name, text = _FATES[fate]
        raise getattr(module.exceptions, name)(text, request=request)


def _patience(args: tuple[Any, ...], options: dict[str, Any]) -> float | None:
    """How long the caller waits for an answer: `timeout` is the adapter's third argument, alone or as a pair."""
    timeout = options.get("timeout", args[1] if len(args) > 1 else None)
    return timeout[1] if isinstance(timeout, tuple) else getattr(timeout, "read_timeout", timeout)


def _plain(request: requests.PreparedRequest, url: SplitResult, path: str) -> Request:
    headers = {"host": url.netloc, **_headers(request)}  # requests leaves the host to urllib3
    return Request(request.method or "", path, url.query, headers, _body(request.body))


def _headers(request: requests.PreparedRequest) -> dict[str, str]:
    return {_text(name).lower(): _text(value) for name, value in request.headers.items()}


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _body(body: Any) -> bytes:
    """A body as requests takes it: text, bytes, a file, or an iterable of pieces."""
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    pieces = [body.read()] if hasattr(body, "read") else body
    return b"".join(_body(piece) for piece in pieces)


def _content(given: Response, method: str) -> bytes:
    whole = wire.body(given, method)
    return wire.cut(whole) if given.fate == "cut" else whole


def _response(adapter: HTTPAdapter, request: requests.PreparedRequest, given: Response) -> requests.Response:
    """The answer, built by the adapter itself out of what urllib3 would have read from a socket."""
    from urllib3 import HTTPResponse

    raw = HTTPResponse(
        body=BytesIO(_content(given, request.method or "")),
        headers=wire.headers(given),
        status=given.status,
        reason=wire.reason(given.status),
        version=11,
        version_string="HTTP/1.1",
        preload_content=False,
        decode_content=False,
        request_method=request.method,
        request_url=request.path_url,
    )
    return adapter.build_response(request, raw)
