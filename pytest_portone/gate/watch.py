"""What the gate hears and says while a test runs: it is the tap's listener, and is told what the run is to be."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, Any

from pytest_portone.gate.readings import Readings
from pytest_portone.gate.runs import Changed, Plain
from pytest_portone.server import CONTROL
from pytest_portone.transport.interception import Interception

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_portone.contracts import Contract
    from pytest_portone.gate.changes import Source
    from pytest_portone.gate.signature import Keys
    from pytest_portone.gate.spots import Spot
    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.tap import Delivery, Received


class Watch:
    """Hears every call while a run is on, and nothing between runs.

    Args:
        base_urls: where PortOne's API is served, besides https://api.portone.io.
        keys: sign webhooks again.
    """

    def __init__(self, base_urls: Iterable[str], keys: Keys) -> None:
        self._base_urls = tuple(base_urls)
        self._interception = Interception(_never, self._base_urls)
        self._served = False
        self._keys = keys
        self._lock = RLock()
        self._run: Plain | Changed | None = None

    def plain(self, contract: Contract, source: Source) -> Plain:
        """Begin a run that is heard, and not changed."""
        self._run = run = Plain(Readings(contract, source), self._keys)
        return run

    def changed(self, plain: Plain, spots: Iterable[Spot]) -> Changed:
        """Begin a run like one before, with changes at these spots."""
        self._run = run = Changed(plain, frozenset(spots))
        return run

    @contextmanager
    def serving(self, url: str) -> Iterator[None]:
        """Hear the calls to a server of the test's own, too. It is new in each run: its answers are not kept."""
        before = self._interception
        self._interception, self._served = Interception(_never, (*self._base_urls, url)), True
        try:
            yield
        finally:
            self._interception, self._served = before, False

    def stop(self) -> None:
        """Let everything pass from now on."""
        self._run = None

    def claim(self, method: str, scheme: str, host: str, port: int | None, path: str) -> str | None:
        """The path below PortOne's base URL; None for a call that is not PortOne's, as one that steers a sandbox."""
        found = None if self._run is None else self._interception.claim(method, scheme, host, port, path)
        return None if found is None or found.startswith(CONTROL) else found

    def replay(self, request: Request) -> Response | None:
        """What came over the network for the same request in the plain run, so that it isn't called twice."""
        with self._lock:
            return self._run.replay(request) if self._run else None

    def forbids(self, _request: Request) -> bool:
        """Whether the call may not go over the network: a run with changes calls nobody."""
        return isinstance(self._run, Changed) and not self._served

    def received(self, exchange: Received) -> Response:
        """The answer, or what it is changed to."""
        heard = replace(exchange, live=False) if self._served else exchange
        with self._lock:
            return self._run.received(heard) if self._run else exchange.response

    def delivered(self, delivery: Delivery) -> Delivery:
        """The webhook, or what it is changed to."""
        with self._lock:
            return self._run.delivered(delivery) if self._run else delivery


def _never(_request: object) -> Any:
    raise AssertionError("the gate answers nothing by itself")
