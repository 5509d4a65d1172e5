"""aiohttp: the public methods of `ClientSession`, which lie above whatever a mock puts in the place of `_request`.

Deliveries are shown where their connection is asked for: there the request is complete, and nothing of it is sent.
"""

# ruff: noqa: SLF001 - what lies between a public method and the wire has no public name

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.messages import Request
from pytest_portone.tap import fields
from pytest_portone.tap.listener import Delivery, Received
from pytest_portone.tap.patches import Instead, replaced, require
from pytest_portone.transport import wire
from pytest_portone.transport.via_aiohttp import connection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from aiohttp import ClientRequest, ClientResponse
    from yarl import URL

    from pytest_portone.sandbox.messages import Response
    from pytest_portone.tap.calls import Call, Key, Tap
    from pytest_portone.transport.patching import Method

_VERBS = ("get", "options", "head", "post", "put", "patch", "delete")
_OF_THE_SESSION = frozenset({"version", "connector", "loop"})
_LONGEST_LINE = 2**16
_SWITCHING_PROTOCOLS = 101


@contextmanager
def patched(module: Any, tap: Tap) -> Iterator[None]:
    """Show the tap every request of aiohttp's sessions."""
    require(module, "client._RequestContextManager")
    require(module, "ClientSession._request")
    genuine = module.ClientSession._request
    with ExitStack() as stack:
        stack.enter_context(replaced(module, "BaseConnector.connect", tap, partial(_delivering, tap)))
        for name in ("request", *_VERBS):
            around = partial(_calling, module, tap, genuine, None if name == "request" else name)
            stack.enter_context(replaced(module, f"ClientSession.{name}", tap, around))
        for owner in (module, module.client):
            stack.enter_context(replaced(owner, "request", tap, partial(_calling_once, tap)))
        yield


def _calling(module: Any, tap: Tap, genuine: Method, verb: str | None, original: Method) -> Method:
    """A session's method: `verb`, or the one that is told the method."""

    @wraps(original)
    def call(session: Any, *args: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        named = dict(zip(("url",) if verb else ("method", "url"), args, strict=False))
        target = _target(session, **{"method": verb, **options, **named})
        if tap.closed or target is None or tap.inside(target.key):
            return original(session, *args, **options)
        path = tap.listener.claim(target.method, *target.place)
        if path is None:
            return original(session, *args, **options)

        def send(options: dict[str, Any]) -> Awaitable[ClientResponse]:
            return original(session, *args, **options)  # type: ignore[no-any-return]

        def replay(given: Response) -> Awaitable[ClientResponse]:
            others = {name: value for name, value in options.items() if name not in {"method", "url"}}
            return genuine(_answering(session, given), target.method, target.given, **others)  # type: ignore[no-any-return]

        asking = _Asking(tap, target, path, session, options)
        return module.client._RequestContextManager(asking.answer(send, replay))

    return call


def _calling_once(tap: Tap, original: Method) -> Method:
    """The function that makes a session for one request: it is led through the session's own method."""

    @wraps(original)
    def request(method: str, url: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        manager = original(method, url, **options)
        if not tap.closed:
            manager._coro.close()
            others = {name: value for name, value in options.items() if name not in _OF_THE_SESSION}
            manager._coro = manager._session.request(method, url, **others)
        return manager

    return request


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a request goes: `given` as the caller says it, `url` as it is sent."""

    method: str
    given: Any
    url: URL

    @property
    def key(self) -> Key:
        return _key(self.method, self.url)

    @property
    def place(self) -> tuple[str, str, int | None, str]:
        return self.url.scheme, self.url.host or "", self.url.port, self.url.raw_path


def _target(session: Any, method: Any = None, url: Any = None, params: Any = None, **_: Any) -> _Target | None:
    """None where the arguments are such that aiohttp itself complains, and for a web socket."""
    try:
        complete = session._build_url(url).extend_query(params or {})
        return _Target(method.upper(), url, complete) if complete.scheme in {"http", "https"} else None
    except (AttributeError, TypeError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class _Asking:
    """A call that is PortOne's, `path` below its base URL."""

    tap: Tap
    target: _Target
    path: str
    session: Any
    options: dict[str, Any]

    async def answer(
        self,
        send: Callable[[dict[str, Any]], Awaitable[ClientResponse]],
        replay: Callable[[Response], Awaitable[ClientResponse]],
    ) -> ClientResponse:
        """What the call comes to: with these options sent, or with this answer replayed."""
        __tracebackhide__ = True
        headers, body, options = await _outgoing(self.session, self.options)
        asked = Request(self.target.method, self.path, self.target.url.raw_query_string, headers, body)
        replayed = self.tap.listener.replay(asked)
        if replayed is not None:
            return await replay(replayed)
        with self.tap.call(self.target.key, asked) as call:
            response = await send(_checking(call, asked, self.session, options))
            return response if call.answered else await _heard(call, asked, response)


def _checking(call: Call, asked: Request, session: Any, options: dict[str, Any]) -> dict[str, Any]:
    """The options, with a check of the status that comes after the listener, if there is a check at all."""
    wanted = options.get("raise_for_status")
    wanted = session._raise_for_status if wanted is None else wanted
    if not wanted:
        return options

    async def check(response: ClientResponse) -> None:
        __tracebackhide__ = True
        await _heard(call, asked, response)
        if callable(wanted):
            await wanted(response)
        else:
            response.raise_for_status()

    return {**options, "raise_for_status": check}


async def _outgoing(session: Any, options: dict[str, Any]) -> tuple[dict[str, str], bytes, dict[str, Any]]:
    """A request's headers and body, and the options with which it can still be made."""
    from aiohttp import FormData
    from aiohttp.payload import PAYLOAD_REGISTRY, JsonPayload, Payload

    headers = fields.joined(session._prepare_headers(options.get("headers")).items())
    data = options.get("data")
    if options.get("json") is not None:
        payload: Any = JsonPayload(options["json"], dumps=session.json_serialize)
    elif data is None:
        return headers, b"", options
    elif isinstance(data, FormData):
        payload = data()
    elif isinstance(data, Mapping | list | tuple):
        payload = FormData(data)()
    else:
        payload = PAYLOAD_REGISTRY.get(data, disposition=None)
    if not isinstance(data, Mapping | list | tuple | str | bytes | None | Payload):
        options = {**options, "data": payload}  # it can be read but once
    return {**fields.joined(payload.headers.items()), **headers}, await payload.as_bytes(), options


async def _heard(call: Call, asked: Request, response: Any) -> ClientResponse:
    """The answer that the client gets: the same one, changed in its place if the listener changes anything."""
    call.answered = True
    if response.status == _SWITCHING_PROTOCOLS:
        return response  # type: ignore[no-any-return]
    body = response._body if response._body is not None else await _content(response)
    came = list(response.headers.items())
    shown = fields.response(response.status, came, body)
    given = call.tap.listener.received(Received(asked, shown, live=call.live))
    if given != shown:
        _change(response, given, fields.of_response(came, shown, given))
    if response._body is not None:
        response._body = given.body
    response.content = _stream(given.body)
    return response  # type: ignore[no-any-return]


async def _content(response: Any) -> bytes:
    try:
        return await response.content.read()  # type: ignore[no-any-return]
    except BaseException:
        response.close()
        raise


def _change(response: Any, given: Response, headers: list[tuple[str, str]]) -> None:
    from multidict import CIMultiDict, CIMultiDictProxy

    if response.status != given.status:
        response.status, response.reason = given.status, wire.reason(given.status)
    response._headers = CIMultiDictProxy(CIMultiDict(headers))
    response._raw_headers = tuple(
        (name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in headers
    )
    response._cache.pop("headers", None)


def _stream(body: bytes) -> Any:
    """A body that is there already."""
    from aiohttp import StreamReader
    from aiohttp.base_protocol import BaseProtocol

    loop = asyncio.get_running_loop()
    stream = StreamReader(BaseProtocol(loop), max(len(body), _LONGEST_LINE), loop=loop)
    stream.feed_data(body)
    stream.feed_eof()
    return stream


def _answering(session: Any, given: Response) -> Any:
    """The session with a connector that has the answer already."""
    connector = session.connector

    async def connect(request: ClientRequest, **_: Any) -> Any:
        plain = fields.of_response((), fields.response(given.status, (), b""), given)
        return connection(connector, request, lambda *_: replace(given, headers=dict(plain)))

    return Instead(session, _connector=Instead(connector, connect=connect))


def _delivering(tap: Tap, original: Method) -> Method:
    @wraps(original)
    async def connect(connector: Any, request: ClientRequest, *args: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        if not tap.closed and request.body:
            await _deliver(tap, request)
        return await original(connector, request, *args, **options)

    return connect


async def _deliver(tap: Tap, request: Any) -> None:
    """Put into the request what the listener wants delivered."""
    url = request.url
    if tap.inside(_key(request.method, url)):
        return
    if tap.listener.claim(request.method, url.scheme, url.host or "", url.port, url.raw_path) is not None:
        return
    body = await request.body.as_bytes()
    if not body:
        return
    came = list(request.headers.items())
    shown = Delivery(fields.joined(came), body)
    wanted = tap.listener.delivered(shown)
    if wanted != shown:
        request.headers.clear()
        request.headers.extend(fields.of_delivery(came, shown, wanted))
        await request.update_body(wanted.body)


def _key(method: str, url: URL) -> Key:
    return method, url.host or "", url.path
