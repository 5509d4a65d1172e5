"""What listens during a test run: it changes nothing, and keeps what PortOne really said until it is asked.

What is heard is judged only then, so that nothing which goes wrong there reaches the code under test.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_portone.tap import tap
from pytest_portone.tap.calls import Tap
from pytest_portone.tap.patches import replaced
from pytest_portone.traffic import vcr
from pytest_portone.traffic.model import Exchange, UnreadableError
from pytest_portone.transport.interception import Interception
from pytest_portone.transport.watching import when_imported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.tap import Delivery, Received
    from pytest_portone.transport.patching import Method

_CASSETTES = "vcr.cassette"
_NOTHING: tuple[str, str, Any] = ("", "", None)
_played: ContextVar[tuple[str, str, Any]] = ContextVar("portone_drift_played", default=_NOTHING)
"""Method, URL's path and response of the last answer that a cassette gave here."""


class Ear:
    """Hears what comes over the network from PortOne, and what cassettes replay of it. Mocks and the sandbox are not.

    Args:
        base_urls: where PortOne's API is served, besides https://api.portone.io.
    """

    def __init__(self, base_urls: Iterable[str]) -> None:
        self._interception = Interception(_never, tuple(base_urls))
        self._lock = Lock()
        self._kept: list[Received] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen, as long as this is open."""
        with ExitStack() as stack:
            stack.enter_context(tap(self))
            watched = Tap(self)
            stack.callback(watched.close)

            def enter(module: ModuleType) -> None:
                stack.enter_context(replaced(module, "Cassette.play_response", watched, _playing))

            stack.enter_context(when_imported({_CASSETTES: enter}))
            yield

    def heard(self, source: str) -> list[Exchange]:
        """What was heard since this was asked last.

        Args:
            source: who it is of, for findings.
        """
        with self._lock:
            kept, self._kept = self._kept, []
        return [Exchange(each.request, each.response, "", source) for each in kept]

    def claim(self, method: str, scheme: str, host: str, port: int | None, path: str) -> str | None:
        """The path below PortOne's base URL; None for a call that is not PortOne's."""
        return self._interception.claim(method, scheme, host, port, path)

    def replay(self, _request: Request) -> Response | None:
        """Nothing: every call is made."""
        return None

    def forbids(self, _request: Request) -> bool:
        """No call is forbidden."""
        return False

    def received(self, exchange: Received) -> Response:
        """The answer as it came."""
        played = _response_played(exchange.request)
        if exchange.live or played:
            with self._lock:
                self._kept.append(replace(exchange, response=played or exchange.response))
        return exchange.response

    def delivered(self, delivery: Delivery) -> Delivery:
        """The webhook as it is: what tests deliver, they have made themselves."""
        return delivery


def _playing(original: Method) -> Method:
    @wraps(original)
    def play_response(cassette: Any, request: Any) -> Any:
        __tracebackhide__ = True
        given = original(cassette, request)
        _played.set((str(request.method), urlsplit(str(request.uri)).path, given))
        return given

    return play_response


def _response_played(request: Request) -> Response | None:
    """What a cassette has just answered, before anybody changed it; None where none did. Once asked, it has not."""
    method, path, given = _played.get()
    _played.set(_NOTHING)
    if method != request.method or not path.endswith(request.path):
        return None
    try:
        return vcr.response(given)
    except UnreadableError:
        return None


def _never(_request: object) -> Any:
    raise AssertionError("who listens answers nothing")
