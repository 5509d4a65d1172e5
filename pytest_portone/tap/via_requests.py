"""requests: every `Session.send`, and its answer before any response hook has seen it."""

# ruff: noqa: SLF001 - what is read, and what a mock replaces, has no public name

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from email.message import Message
from functools import partial, wraps
from io import BytesIO
from types import MethodType, SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_portone.sandbox.messages import Request
from pytest_portone.tap import fields
from pytest_portone.tap.calls import under_way
from pytest_portone.tap.listener import Delivery, Received
from pytest_portone.tap.patches import Instead, replaced
from pytest_portone.transport import wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests
    from urllib3 import HTTPResponse

    from pytest_portone.sandbox.messages import Response
    from pytest_portone.tap.calls import Tap
    from pytest_portone.transport.patching import Method

_CHUNK = 2**16
_CODING = "content-encoding"


@contextmanager
def patched(module: Any, tap: Tap) -> Iterator[None]:
    """Show the tap every request of requests' sessions."""
    with ExitStack() as stack:
        sending = partial(_sending, module, tap, module.Session.send)
        stack.enter_context(replaced(module, "Session.send", tap, sending))
        stack.enter_context(replaced(module.sessions, "dispatch_hook", tap, partial(_hearing, tap)))
        yield


@contextmanager
def patched_mock(module: Any, tap: Tap) -> Iterator[None]:
    """Stay above `requests_mock.mocker`, whose mocks go round every other patch of `Session.send`."""

    def around(original: Method) -> Method:
        @wraps(original)
        def start(mocker: Any) -> None:
            original(mocker)
            target = mocker._mock_target
            if tap.closed:
                return
            sending = partial(_sending, module.requests, tap, module._original_send)
            one_session = not isinstance(target, type)
            sent = sending(target.send.__func__ if one_session else target.send)
            target.send = MethodType(sent, target) if one_session else sent

        return start

    with replaced(module, "MockerCore.start", tap, around):
        yield


def _sending(module: Any, tap: Tap, genuine: Method, original: Method) -> Method:
    """What stands in the place of `original`; `genuine` is below every mock that is set up later."""

    @wraps(original)
    def send(session: Any, request: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        if tap.closed or not isinstance(request, module.PreparedRequest):
            return original(session, request, **options)
        url = urlsplit(request.url or "")
        key = (request.method or "", url.hostname or "", url.path)
        if tap.inside(key):
            return original(session, request, **options)
        sent, body = _read(request)
        path = tap.listener.claim(key[0], url.scheme, key[1], url.port, key[2])
        if path is None:
            sent = _delivered(tap, sent, body)
            with tap.call(key) as call:
                call.hooked = True
                return original(session, sent, **options)
        headers = {"host": url.netloc.rpartition("@")[2], **_headers(sent)}  # requests leaves the host to urllib3
        asked = Request(key[0], path, url.query, headers, body)
        replayed = tap.listener.replay(asked)
        if replayed is not None:
            adapter = _Answering(module.adapters.HTTPAdapter(), replayed)
            with tap.call(key) as call:
                call.hooked = True
                return genuine(Instead(session, get_adapter=lambda **_: adapter), sent, **options)
        with tap.call(key, asked) as call:
            call.hooked = True
            return original(session, sent, **options)

    return send


def _hearing(tap: Tap, original: Method) -> Method:
    @wraps(original)
    def dispatch_hook(key: Any, hooks: Any, hook_data: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        heard = _heard(tap, hook_data) if key == "response" and not tap.closed else hook_data
        return original(key, hooks, heard, **options)

    return dispatch_hook


def _heard(tap: Tap, response: requests.Response) -> requests.Response:
    """The answer that the client gets: the same one, if the listener changes nothing."""
    call = next((each for each in under_way() if each.tap is tap), None)
    if call is None or call.answered or not call.hooked:  # of a higher layer, which hears it itself
        return response
    call.answered = True  # what follows is another call: a redirect, or one that a hook makes
    if call.request is None:
        return response
    body = _body(response)
    came = _items(response)
    shown = fields.response(response.status_code, came, body)
    given = tap.listener.received(Received(call.request, shown, live=call.live))
    return response if given == shown else _changed(response, given, fields.of_response(came, shown, given))


def _read(request: requests.PreparedRequest) -> tuple[requests.PreparedRequest, bytes]:
    """A request and its body; the request is another where the body can be read only once."""
    body: Any = request.body
    if body is None or isinstance(body, str | bytes | bytearray):
        return request, _bytes(body)
    pieces = [body.read()] if hasattr(body, "read") else body
    read = request.copy()
    read.body = b"".join(map(_bytes, pieces))
    return read, read.body


def _bytes(body: str | bytes | bytearray | None) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body or b"")


def _headers(request: requests.PreparedRequest) -> dict[str, str]:
    return fields.joined((_text(name), _text(value)) for name, value in request.headers.items())


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _delivered(tap: Tap, request: requests.PreparedRequest, body: bytes) -> requests.PreparedRequest:
    """The request as the listener wants it sent: the same one, if it changes nothing."""
    if not body:
        return request
    shown = Delivery(_headers(request), body)
    wanted = tap.listener.delivered(shown)
    if wanted == shown:
        return request
    sent = request.copy()
    sent.headers = type(request.headers)(fields.of_delivery(_headers(request).items(), shown, wanted))
    sent.body = wanted.body
    return sent


def _body(response: Any) -> bytes:
    """The body, decoded; what comes off the wire is left there to be read again, in the coding in which it came."""
    if response._content is not False:  # a mock's, mostly
        return response.content or b""
    raw = response.raw
    if hasattr(raw, "stream"):
        response.raw = Instead(raw, stream=lambda size, **_: raw.stream(size, decode_content=False))
    coded = b"".join(response.iter_content(_CHUNK))  # whose errors are the client's own
    _rewind(response, raw, coded)
    decoded = response.content or b""
    _rewind(response, raw, coded)
    return decoded


def _rewind(response: Any, raw: Any, coded: bytes) -> None:
    response._content = False
    response._content_consumed = False
    response.raw = _again(raw, coded)


def _again(raw: Any, coded: bytes) -> Any:
    from urllib3 import HTTPResponse

    if isinstance(raw, HTTPResponse):
        return _raw(raw, raw.status, raw.headers, coded)
    if hasattr(raw, "stream"):  # a cassette's, which has decoded already
        return _raw(raw, raw.status, [each for each in raw.headers.items() if each[0].lower() != _CODING], coded)
    return BytesIO(coded)


def _items(response: requests.Response) -> list[tuple[str, str]]:
    """The fields as they came: the response itself knows each name but once."""
    headers = getattr(response.raw, "headers", response.headers)
    return list(headers.items())


def _changed(response: requests.Response, given: Response, headers: list[tuple[str, str]]) -> requests.Response:
    changed: Any = type(response)()
    vars(changed).update(vars(response), _content=False, _content_consumed=False)
    changed.status_code = given.status
    changed.headers = type(response.headers)(fields.joined(headers))
    changed.reason = response.reason if given.status == response.status_code else wire.reason(given.status)
    changed.raw = _raw(response.raw, given.status, headers, given.body)
    return changed  # type: ignore[no-any-return]


def _raw(template: Any, status: int, headers: Any, body: bytes) -> HTTPResponse:
    """What urllib3 would have read from a socket; its cookies are those of `template`."""
    from urllib3 import HTTPHeaderDict, HTTPResponse

    return HTTPResponse(
        body=BytesIO(body),
        headers=HTTPHeaderDict(headers),
        status=status,
        reason=template.reason if status == getattr(template, "status", None) else wire.reason(status),
        version=getattr(template, "version", 11),
        version_string=getattr(template, "version_string", "HTTP/1.1"),
        preload_content=False,
        enforce_content_length=False,  # it has been, and the answer to a HEAD has none of that length
        decode_content=getattr(template, "decode_content", False),
        original_response=getattr(template, "_original_response", None),
        request_url=getattr(template, "_request_url", None),
    )


class _Answering:
    """An adapter that has the answer already."""

    def __init__(self, adapter: Any, given: Response) -> None:
        self._adapter = adapter
        self._given = given

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        headers = fields.of_response((), fields.response(self._given.status, (), b""), self._given)
        message = Message()
        for name, value in headers:
            message[name] = value
        original = SimpleNamespace(msg=message, close=lambda: None, isclosed=lambda: True)
        template = SimpleNamespace(_original_response=original, decode_content=False)
        raw = _raw(template, self._given.status, headers, self._given.body)
        response: requests.Response = self._adapter.build_response(request, raw)
        return response
