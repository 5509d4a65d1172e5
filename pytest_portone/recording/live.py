"""Never by accident live: what shows that the far side is no test store, and what keeps calls from going out."""

from __future__ import annotations

import http.client
import json
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_portone.contracts.schema import json_path
from pytest_portone.recording.errors import LiveStoreError, RecordingError
from pytest_portone.sandbox.messages import Request
from pytest_portone.tap import tap
from pytest_portone.tap.calls import Tap
from pytest_portone.tap.live import going_out
from pytest_portone.tap.patches import replaced
from pytest_portone.transport.interception import Interception
from pytest_portone.transport.watching import when_imported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    from pytest_portone.sandbox.messages import Response
    from pytest_portone.tap import Delivery, Listener, Received
    from pytest_portone.transport.patching import Method

_FLAGS = frozenset({"isForTest", "isTest"})
"""Fields that are true of whatever belongs to a test."""
_CHANNEL, _TYPE, _LIVE = "channel", "type", "LIVE"
"""A payment's channel is LIVE or TEST; test channels are never LIVE."""
_POOLS = ("httpcore", "httpcore2")
_CONNECTING = ("HTTPConnection.handle_request", "AsyncHTTPConnection.handle_async_request")
"""Where httpx's pools make a connection for a call. The tap looks at the call itself, which comes after that."""
_ASKING = "HTTPConnection.putrequest"
"""Where the standard library begins a request: `urllib` and urllib3 by itself are no clients that the tap hears."""


class RefusedCallError(RecordingError):
    """A call to PortOne that would have gone out, where nothing is being recorded."""

    def __init__(self, request: Request) -> None:
        super().__init__(
            f"{request.method} {request.path} would go over the network to PortOne, and nothing is being recorded. "
            "Nothing has been sent. Mark the test with @pytest.mark.portone_cassette and record it with "
            "--portone-record=once, use the fixture `portone`, or permit such calls with `portone_live_calls = pass`."
        )


def check(body: bytes, source: str) -> None:
    """Look for signs of a live store in what PortOne sent.

    Args:
        body: of an answer or a webhook; what is no JSON shows nothing.
        source: what it is of, for the error.

    Raises:
        LiveStoreError: there is one.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return
    if signs := list(_signs(value)):
        raise LiveStoreError(
            f"{source} comes from a store that is live: {', '.join(signs)}. Recording has stopped, and nothing is "
            "written. Record with the API secret and the channels of a test store."
        )


def _signs(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[str]:
    """Each place that says so, with what it says, which is no data."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _signs(each, (*path, number))
    elif isinstance(value, dict):
        for name, each in value.items():
            if name in _FLAGS and each is False:
                yield f"{json_path((*path, name))} is false"
            elif name == _TYPE and each == _LIVE and _of_a_channel(path):
                yield f"{json_path((*path, name))} is {_LIVE}"
            else:
                yield from _signs(each, (*path, name))


def _of_a_channel(path: tuple[str | int, ...]) -> bool:
    names = [each for each in path if isinstance(each, str)]
    return bool(names) and _CHANNEL in names[-1].lower()


@contextmanager
def guarding(guard: Guard) -> Iterator[None]:
    """Let a guard look at every call before anything of it leaves, were it only a connection."""
    with ExitStack() as stack:
        stack.enter_context(tap(guard))
        watched = Tap(guard)
        stack.callback(watched.close)

        def enter(module: ModuleType) -> None:
            for place in _CONNECTING:
                stack.enter_context(replaced(module, place, watched, _asking))

        stack.enter_context(when_imported(dict.fromkeys(_POOLS, enter)))
        stack.enter_context(replaced(http.client, _ASKING, watched, lambda original: _begun(original, watched)))
        yield


def _asking(original: Method) -> Method:
    @wraps(original)
    def connect(*args: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        going_out()
        return original(*args, **options)

    return connect


def _begun(original: Method, watched: Tap) -> Method:
    @wraps(original)
    def putrequest(connection: Any, method: str, url: str, *args: Any, **options: Any) -> Any:
        __tracebackhide__ = True
        asked = None if watched.closed else _asked(watched.listener, connection, method, url)
        if asked is not None:
            watched.listener.forbids(asked)
        return original(connection, method, url, *args, **options)

    return putrequest


def _asked(guard: Listener, connection: Any, method: str, url: str) -> Request | None:
    """What PortOne is asked; None for what goes elsewhere. A proxy is told the whole URL, or makes a tunnel."""
    parts = urlsplit(url if "://" in url.partition("?")[0] else "")
    scheme = parts.scheme or ("https" if connection.default_port == http.client.HTTPS_PORT else "http")
    host = parts.hostname or connection._tunnel_host or connection.host  # noqa: SLF001 - nobody else knows it
    port = parts.port if parts.scheme else connection._tunnel_port or connection.port  # noqa: SLF001 - see above
    path = guard.claim(method, scheme, host, port, parts.path or url.partition("?")[0])
    return None if path is None else Request(method, path)


class Guard:
    """Listens to everything, changes nothing, and lets nothing out to PortOne but while a test is recorded.

    Args:
        base_urls: where PortOne's API is served, besides https://api.portone.io.
        recording: whether a test is being recorded now.
    """

    def __init__(self, base_urls: Iterable[str], recording: Callable[[], bool]) -> None:
        self._interception = Interception(_never, tuple(base_urls))
        self._recording = recording

    def claim(self, method: str, scheme: str, host: str, port: int | None, path: str) -> str | None:
        """The path below PortOne's base URL; None for a call that is not PortOne's."""
        return self._interception.claim(method, scheme, host, port, path)

    def replay(self, _request: Request) -> Response | None:
        """Nothing: whoever is there answers."""
        return None

    def forbids(self, request: Request) -> bool:
        """Refuse a call that would go out.

        Raises:
            RefusedCallError: no test is being recorded.
        """
        if self._recording():
            return False
        raise RefusedCallError(request)

    def received(self, exchange: Received) -> Response:
        """The answer as it came."""
        return exchange.response

    def delivered(self, delivery: Delivery) -> Delivery:
        """The webhook as it is."""
        return delivery


def _never(_request: object) -> Any:
    raise AssertionError("who listens answers nothing")
