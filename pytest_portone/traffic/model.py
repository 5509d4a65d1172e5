"""What was recorded: exchanges, and what could not be read of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from pytest_portone.sandbox.messages import Request, Response

    Messages: TypeAlias = Callable[[], tuple[bytes, "Response | None"]]


class UnreadableError(ValueError):
    """Something recorded that is not what its format says. No value is shown: it may be anybody's data.

    Attributes:
        received: what stands there, in words.
        expected: what should.
        way_out: what to do.
        foreign: whether it can be read, and is no recording at all.
    """

    def __init__(self, received: str, expected: str, way_out: str = "", *, foreign: bool = False) -> None:
        super().__init__(f"received {received}, expected {expected}" + (f"; {way_out}" if way_out else ""))
        self.received, self.expected, self.way_out, self.foreign = received, expected, way_out, foreign


@dataclass(frozen=True, slots=True)
class Fault:
    """A file or an exchange that could not be read: where, and what is wrong."""

    source: str
    problem: UnreadableError

    def __str__(self) -> str:
        return f"{self.source}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its answer, or one webhook as it was delivered.

    Attributes:
        request: as sent, with the path below PortOne's base URL; of a webhook, as the merchant got it.
        response: its content decoded, without the headers that told how it was carried.
        host: where it went.
        source: where it is recorded, such as `refund.yaml, exchange 3`.
        started: when it began; None where that is not known.
        webhook: whether it is a webhook.
    """

    request: Request
    response: Response
    host: str
    source: str
    started: datetime | None = None
    webhook: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange as its format has it. Its bodies are only read if it is PortOne's: an image may be broken.

    Attributes:
        source: where it stands.
        method: in upper case.
        url: absolute.
        headers: of the request, names in lower case.
        messages: gives the request's body and the response, which is None for a call that had no answer.
        started: when it began.

    `messages` raises `UnreadableError`.
    """

    source: str
    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    messages: Messages = field(repr=False)
    started: datetime | None = None
