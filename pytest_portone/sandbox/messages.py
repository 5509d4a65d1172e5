"""What goes in and comes out of the engine: plain requests and responses, without sockets or a client's types."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_portone.contracts.schema import Violation

Provenance: TypeAlias = Literal["modelled", "generated", "refused", "fault"]
"""Where an answer comes from: a domain's model; the contract alone; the engine, before any domain was asked
(no such path or method, no valid credential, a request that the contract forbids); or a fault in its place."""

Fate: TypeAlias = Literal["connect-timeout", "read-timeout", "reset", "cut"]
"""What keeps an answer from its reader: no connection, no answer in time, a connection that is reset before it, or
one that breaks off in the middle of its body."""


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request as it stands on the wire. Headers and body hold secrets and stay out of the `repr`.

    Attributes:
        method: in upper case.
        path: percent-encoded, as sent, without the query.
        query: percent-encoded, as sent, without the question mark.
        headers: names in lower case.
        body: the raw bytes.
    """

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response: status, headers with names in lower case, and the raw body.

    Attributes:
        fate: what keeps it from its reader; None for an answer that arrives.
        delay: how long it takes to arrive, in seconds.
    """

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    fate: Fate | None = None
    delay: float = 0.0

    def json(self) -> Any:
        """The body decoded.

        Raises:
            json.JSONDecodeError: the body is no JSON.
        """
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Call:
    """One request that the sandbox answered.

    Attributes:
        operation: the operation's id; None where path and method name none.
        request: as it came in.
        response: as it went out.
        provenance: where the answer comes from.
        violations: everything that was wrong with the request; empty where nothing was.
        at: when it was answered, by the sandbox's clock; None for a call that no sandbox has taken note of.
    """

    operation: str | None
    request: Request
    response: Response
    provenance: Provenance
    violations: tuple[Violation, ...] = ()
    at: datetime | None = None
