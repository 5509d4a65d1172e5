"""How Schemathesis's cases reach what is tested: a plain function in this process, or a server.

Schemathesis sends everything through its schema's `transport`: the cases, and what its checks send besides. So that
is where requests are handed over, paced and held back; a session with an adapter would miss what the checks send.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.utils import get_encoding_from_headers
from schemathesis.core.transport import Response as Received
from schemathesis.transport.requests import REQUESTS_TRANSPORT, RequestsTransport

from pytest_portone.contract_run.plan import SAFE_METHODS
from pytest_portone.sandbox.messages import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemathesis.generation.case import Case

    from pytest_portone.contract_run.plan import Plan
    from pytest_portone.redaction import Redactor
    from pytest_portone.transport import Handler

_REFUSED = 400
"""From this status on, a request has changed nothing."""
_SERIALIZED = frozenset({"base_url", "headers", "params", "cookies"})


class WriteRefusedError(RuntimeError):
    """A request that may change data was about to go to a foreign server, and nobody asked for writes."""

    def __init__(self, method: str) -> None:
        super().__init__(f"{method} was not sent: without --portone-writes only safe methods go to a foreign server")


class Carrier(RequestsTransport):
    """Sends cases in the form that `requests` gives them, and teaches `redactor` the tokens that come back."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._copy_serializers_from(REQUESTS_TRANSPORT)
        self._redactor = redactor

    def fresh(self) -> None:
        """Forget what earlier requests have changed, where that is possible."""

    def send(self, case: Case[Any], *, session: requests.Session | None = None, **kwargs: Any) -> Received:
        """Send one case."""
        received = self._exchange(case, session, kwargs)
        self._redactor.learn(received.content)
        return received

    def _exchange(self, case: Case[Any], session: requests.Session | None, kwargs: dict[str, Any]) -> Received:
        raise NotImplementedError


class InProcess(Carrier):
    """Hands each request to a function: no sockets, no threads, and no wall clock but to measure the answer."""

    def __init__(self, redactor: Redactor, serve: Callable[[], Handler], *, keeps_state: bool) -> None:
        """Make one.

        Args:
            redactor: learns the secrets of the answers.
            serve: makes what is tested, as if nothing had been sent yet.
            keeps_state: whether a request finds what earlier ones left until `fresh` is called. Without it each
                request stands alone, so a failing one fails again when it is sent alone.
        """
        super().__init__(redactor)
        self._serve = serve
        self._keeps_state = keeps_state
        self._handler = serve()
        self._changed = False

    def fresh(self) -> None:
        """Start over with a new server, if anything may have changed in the one at hand."""
        if self._changed:
            self._handler = self._serve()
            self._changed = False

    def _exchange(self, case: Case[Any], session: requests.Session | None, kwargs: dict[str, Any]) -> Received:  # noqa: ARG002
        if not self._keeps_state:
            self.fresh()
        data = self.serialize_case(case, **{name: kwargs[name] for name in _SERIALIZED & kwargs.keys()})
        prepared = requests.Request(**data).prepare()
        request = _as_request(prepared)
        started = time.perf_counter()
        response = self._handler(request)
        self._changed |= request.method not in SAFE_METHODS and response.status < _REFUSED
        return _as_received(response, prepared, time.perf_counter() - started)


class OverTheWire(Carrier):
    """Sends requests to a server, no faster than agreed, and nothing that could change its data unless asked."""

    def __init__(self, redactor: Redactor, plan: Plan, pace: Pace) -> None:
        super().__init__(redactor)
        self._plan = plan
        self._pace = pace

    def _exchange(self, case: Case[Any], session: requests.Session | None, kwargs: dict[str, Any]) -> Received:
        if not self._plan.sends(case.method.upper()):
            raise WriteRefusedError(case.method.upper())
        self._pace.wait()
        return RequestsTransport.send(self, case, session=session, **kwargs)


@dataclass(slots=True)
class Pace:
    """At most one request each `interval` seconds."""

    interval: float
    _next: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def wait(self) -> None:
        """Sleep until the next request may go out."""
        with self._lock:
            now = time.monotonic()
            slot = max(now, self._next)
            self._next = slot + self.interval
        time.sleep(slot - now)


def _as_request(prepared: requests.PreparedRequest) -> Request:
    parts = urlsplit(prepared.url or "")
    body = prepared.body or b""
    return Request(
        method=prepared.method or "GET",
        path=parts.path,
        query=parts.query,
        headers={_text(name).lower(): _text(value) for name, value in prepared.headers.items()},
        body=body.encode() if isinstance(body, str) else bytes(body),
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _as_received(response: Response, prepared: requests.PreparedRequest, elapsed: float) -> Received:
    return Received(
        status_code=response.status,
        headers={name: [value] for name, value in response.headers.items()},
        content=response.body,
        request=prepared,
        elapsed=elapsed,
        verify=True,
        encoding=get_encoding_from_headers(response.headers),
    )
