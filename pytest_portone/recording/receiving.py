"""The merchant's app while a test is recorded: the webhooks that reach it are kept, with what it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from inspect import iscoroutinefunction
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.sandbox.webhooks.signing import ID, SIGNATURE
from pytest_portone.tap import fields
from pytest_portone.traffic import codings
from pytest_portone.traffic.model import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping

    Keep = Callable[[Exchange], None]

_NOWHERE = "merchant.example"
"""Where an app is to which nobody said so."""
_CRASHED = 500
"""What a server answers whose app raised."""
_UNPREFIXED = ("CONTENT_TYPE", "CONTENT_LENGTH")
"""Header fields that WSGI names otherwise."""


def receiving(app: Any, keep: Keep) -> Any:
    """The same app, which tells of the signed webhooks that reach it.

    Args:
        app: ASGI, if calling it is asynchronous, else WSGI.
        keep: is told.
    """
    asynchronous = iscoroutinefunction(app) or iscoroutinefunction(getattr(app, "__call__", None))  # noqa: B004 - its kind is asked
    return (_Asgi if asynchronous else _Wsgi)(app, keep)


def _tell(keep: Keep, request: Request, response: Response, began: datetime) -> None:
    if request.method == "POST" and all(each in request.headers for each in (ID, SIGNATURE)):
        shown = fields.response(response.status, response.headers.items(), response.body)
        body = codings.plain(response.headers, response.body)
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or _NOWHERE
        kept = replace(request, headers={**request.headers, "host": host})  # a port is another one each time
        keep(Exchange(kept, Response(shown.status, shown.headers, body), host, "", began, webhook=True))


class _App:
    """An app in front of another, which has all that the other one has."""

    def __init__(self, app: Any, keep: Keep) -> None:
        self._app, self._keep = app, keep

    def __getattr__(self, name: str) -> Any:
        return getattr(self._app, name)


class _Asgi(_App):
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, asked, answered = datetime.now().astimezone(), bytearray(), bytearray()
        status, headers = _CRASHED, dict[str, str]()

        async def received() -> MutableMapping[str, Any]:
            message: MutableMapping[str, Any] = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def sent(message: MutableMapping[str, Any]) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], _decoded(message.get("headers", ()))
            answered.extend(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, received, sent)
        finally:
            path = scope.get("raw_path") or scope["path"].encode()
            query = scope.get("query_string", b"").decode("latin-1")
            request = Request(
                scope["method"], path.decode("latin-1"), query, _decoded(scope["headers"]), bytes(asked)
            )
            _tell(self._keep, request, Response(status, headers, bytes(answered)), began)


def _decoded(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return fields.joined((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


class _Wsgi(_App):
    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        began = datetime.now().astimezone()
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        status, headers = _CRASHED, dict[str, str]()

        def started(line: str, given: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal status, headers
            status, headers = int(line.partition(" ")[0]), fields.joined(given)
            return start_response(line, given, *rest)

        content = b""
        try:
            answer = self._app(environ, started)
            try:
                content = b"".join(answer)
            finally:
                getattr(answer, "close", lambda: None)()
        finally:
            _tell(self._keep, _of_environ(environ, body), Response(status, headers, content), began)
        return [content]


def _of_environ(environ: dict[str, Any], body: bytes) -> Request:
    path = quote(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""), safe="/%:@", encoding="latin-1")
    prefixed = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")}
    given = {**prefixed, **{name: environ[name] for name in _UNPREFIXED if environ.get(name)}}
    headers = {name.replace("_", "-").lower(): str(value) for name, value in given.items()}
    return Request(environ["REQUEST_METHOD"], path or "/", environ.get("QUERY_STRING", ""), headers, body)
