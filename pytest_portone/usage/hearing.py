"""What listens: the tap's listener, which changes nothing and keeps what passes until it is asked."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from pytest_portone.transport.interception import Interception
from pytest_portone.usage.noting import of_delivery, of_exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_portone.contracts import Contract
    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.tap import Delivery, Received
    from pytest_portone.usage.model import Fact


class Ear:
    """Hears every call to PortOne, and every webhook.

    What is heard is read only when it is asked for, so that nothing which goes wrong there reaches the code under
    test.

    Args:
        base_urls: where PortOne's API is served, besides https://api.portone.io.
    """

    def __init__(self, base_urls: Iterable[str]) -> None:
        self.deaf = False
        self._base_urls = tuple(base_urls)
        self._lock = Lock()
        self._exchanges: list[Received] = []
        self._deliveries: list[Delivery] = []
        self.served(None)

    def served(self, url: str | None) -> None:
        """Take the calls to one more base URL for PortOne's; None for no more of it."""
        self._interception = Interception(_never, (*self._base_urls, *([url] if url else ())))

    def heard(self, contract: Callable[[], Contract]) -> set[Fact]:
        """What was heard since this was asked last.

        Args:
            contract: gives what it is read by; not asked where nothing was heard.
        """
        with self._lock:
            exchanges, self._exchanges = self._exchanges, []
            deliveries, self._deliveries = self._deliveries, []
        if not exchanges and not deliveries:
            return set()
        read_by = contract()
        found = {fact for each in exchanges for fact in of_exchange(read_by, each)}
        return found | {fact for each in deliveries for fact in of_delivery(read_by, each)}

    def claim(self, method: str, scheme: str, host: str, port: int | None, path: str) -> str | None:
        """The path below PortOne's base URL; None for a call that is not PortOne's."""
        return self._interception.claim(method, scheme, host, port, path)

    def replay(self, _request: Request) -> Response | None:
        """Nothing: every call is made."""
        return None

    def forbids(self, _request: Request) -> bool:
        """Nothing is forbidden."""
        return False

    def received(self, exchange: Received) -> Response:
        """The answer as it came."""
        if not self.deaf:
            with self._lock:
                self._exchanges.append(exchange)
        return exchange.response

    def delivered(self, delivery: Delivery) -> Delivery:
        """The webhook as it is sent."""
        if not self.deaf:
            with self._lock:
                self._deliveries.append(delivery)
        return delivery


def _never(_request: object) -> Any:
    raise AssertionError("who only listens answers nothing")
