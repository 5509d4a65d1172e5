"""A whole request: parameters and body, and how they look on the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.contracts.model import Operation
    from pytest_portone.strategies.broken import Breakage

_QUERY_BODY = "requestBody"


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """A request for one operation: its parameters and its body as decoded JSON; None for no body.

    With `body_in_query`, the body travels as JSON text in the query parameter `requestBody`. `breakage` is what is
    wrong with it, if anything: its path starts with `path`, `query` or `body`.
    """

    operation: Operation
    path_parameters: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Any = None
    body_in_query: bool = False
    breakage: Breakage | None = None

    def __repr__(self) -> str:
        body = "" if self.body is None else f", body={self.body!r}"
        broken = "" if self.breakage is None else f", broken at {self.breakage}"
        return f"<{self.operation.id}: {self.method} {self.url}{body}{broken}>"

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.operation.method

    @property
    def path(self) -> str:
        """The path with its parameters, percent-encoded."""
        path = self.operation.path
        for name, value in self.path_parameters.items():
            path = path.replace(f"{{{name}}}", quote(_text(value), safe=""))
        return path

    @property
    def query_string(self) -> str:
        """What stands behind the question mark, percent-encoded; the empty string for no query."""
        pairs = [(name, text) for name, value in self.query.items() for text in _texts(value)]
        if self.body is not None and self.body_in_query:
            pairs.append((_QUERY_BODY, json.dumps(self.body)))
        return urlencode(pairs, quote_via=quote)

    @property
    def url(self) -> str:
        """Path and query, to be put behind the server's address."""
        return f"{self.path}?{self.query_string}" if self.query_string else self.path

    @property
    def content(self) -> bytes:
        """The bytes of the body: JSON in UTF-8, or none."""
        if self.body is None or self.body_in_query:
            return b""
        return json.dumps(self.body, ensure_ascii=False).encode()

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the body needs."""
        return {"Content-Type": "application/json"} if self.content else {}


def _text(value: object) -> str:
    """A parameter's value as text: strings as they are, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _texts(value: object) -> list[str]:
    """A query parameter's values; a list stands for the parameter several times."""
    return [_text(each) for each in value] if isinstance(value, list) else [_text(value)]
