"""Who listens, and what there is to hear."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.messages import Request, Response


@dataclass(frozen=True, slots=True)
class Received:
    """One answer on its way to the code under test.

    Attributes:
        request: what was asked, with the path below PortOne's base URL.
        response: what came, its content decoded; without the headers that told how it was carried
            (`content-encoding`, `content-length`, `transfer-encoding`).
        live: whether it came over the network, from whoever is there: no mock, cassette or sandbox answered.
    """

    request: Request
    response: Response
    live: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request to any other host, or to an app in process: it may be a webhook that a test delivers.

    Attributes:
        headers: names in lower case.
        body: the raw bytes.
    """

    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Listener(Protocol):
    """Told of everything that passes, and may change it. Called from whichever thread makes the call."""

    def claim(self, method: str, scheme: str, host: str, port: int | None, path: str) -> str | None:
        """The path below PortOne's base URL; None for a call that is not PortOne's."""

    def replay(self, request: Request) -> Response | None:
        """An answer that is given instead of the call; None to let the call be made."""

    def forbids(self, request: Request) -> bool:
        """Whether the call may not go over the network now; asked before any of it is sent, and only where it would.

        A call that is forbidden fails with `LiveCallError`.
        """

    def received(self, exchange: Received) -> Response:
        """What the code under test gets: the answer, or another in its place."""

    def delivered(self, delivery: Delivery) -> Delivery:
        """What is sent: the delivery, or another in its place."""
