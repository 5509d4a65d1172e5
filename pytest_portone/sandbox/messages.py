"""What goes in and comes out of the engine: plain requests and responses, without sockets or a client's types."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request as it stands on the wire.

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
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response: status, headers with names in lower case, and the raw body."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """The body decoded.

        Raises:
            json.JSONDecodeError: the body is no JSON.
        """
        return json.loads(self.body)
