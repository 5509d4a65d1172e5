"""What the gate hears and says while a test runs: it is the tap's listener, and is told what the run is to be."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

from pytest_portone.gate.runs import Changed, Plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_portone.contracts import Contract
    from pytest_portone.gate.changes import Source
    from pytest_portone.gate.signature import Keys
    from pytest_portone.gate.spots import Spot
    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.tap import Delivery, Received
    from pytest_portone.transport.interception import Interception


class Watch:
    """Hears every call while a run is on, and nothing between runs.

    Args:
        interception: knows PortOne's base URLs.
        keys: sign webhooks again.
    """

    def __init__(self, interception: Interception, keys: Keys) -> None:
        self._interception = interception
        self._keys = keys
        self._lock = RLock()
        self._run: Plain | Changed | None = None

    def plain(self, contract: Contract, source: Source) -> Plain:
        """Begin a run that is heard, and not changed."""
        self._run = run = Plain(contract, source, self._keys)
        return run

    def changed(self, plain: Plain, spots: Iterable[Spot]) -> Changed:
        """Begin a run like one before, with changes at these spots."""
        self._run = run = Changed(plain, frozenset(spots))
        return run

    def stop(self) -> None:
        """Let everything pass from now on."""
        self._run = None

    def claim(self, method: str, scheme: str, host: str, port: int | None, path: str) -> str | None:
        """The path below PortOne's base URL; None for a call that is not PortOne's."""
        return None if self._run is None else self._interception.claim(method, scheme, host, port, path)

    def replay(self, request: Request) -> Response | None:
        """What came over the network for the same request in the plain run, so that it isn't called twice."""
        with self._lock:
            return self._run.replay(request) if self._run else None

    def forbids(self, _request: Request) -> bool:
        """Whether the call may not go over the network: a run with changes calls nobody."""
        return isinstance(self._run, Changed)

    def received(self, exchange: Received) -> Response:
        """The answer, or what it is changed to."""
        with self._lock:
            return self._run.received(exchange) if self._run else exchange.response

    def delivered(self, delivery: Delivery) -> Delivery:
        """The webhook, or what it is changed to."""
        with self._lock:
            return self._run.delivered(delivery) if self._run else delivery
