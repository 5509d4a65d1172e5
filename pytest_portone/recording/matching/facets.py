"""A request taken apart into what is compared: its operation, and the leaves of its parameters and its body.

Where it goes, the order of its query, the spelling of its JSON and its headers are none of it; of an idempotency key,
only that there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from pytest_portone.contracts.schema import without_nulls
from pytest_portone.recording.matching.leaves import Leaves, Other, leaves, names
from pytest_portone.recording.scrubbing.fields import is_comparable
from pytest_portone.sandbox.idempotency import HEADER
from pytest_portone.sandbox.reading import decode_json
from pytest_portone.sandbox.routing import Router, parameter_names

if TYPE_CHECKING:
    from pytest_portone.contracts.model import Contract, Operation
    from pytest_portone.sandbox.messages import Request

_BODY = "requestBody"
"""The parameter that may stand for a body."""
_KEY = ("Idempotency-Key",)
_GIVEN = Other("a key")
_UNCOMPARED = Other("not compared")
_LENIENT = "backslashreplace"


@dataclass(frozen=True, slots=True)
class Facets:
    """What is compared of a request.

    Attributes:
        operation: its id, or the method where the contract has no such operation.
        leaves: by path; the first step is `path`, `query`, `body` or `Idempotency-Key`.
    """

    operation: str
    leaves: Leaves


class FacetReader:
    """Takes requests apart, as a contract reads them. It refuses none: what can't be read is a text."""

    def __init__(self, contract: Contract) -> None:
        self._router = Router(contract)

    def read(self, request: Request) -> Facets:
        """The facets of a request."""
        found = self._router.find(request.path)
        operation = found[0].operations.get(request.method) if found else None
        query = _query(request.query)
        parts: dict[str, Any] = {}
        if found and operation:
            parameters = zip(parameter_names(operation.path), found[1], strict=True)
            parts["path"] = {name: unquote(value, errors=_LENIENT) for name, value in parameters}
        else:
            parts["path"] = unquote(request.path, errors=_LENIENT)
        if (sent := _sent(operation, query, request.body)) is not None:
            parts["body"] = _body(sent)
        parts["query"] = {name: values[0] if len(values) == 1 else values for name, values in query.items()}
        told = leaves({name: each for name, each in parts.items() if each != {} or name == "body"})
        if HEADER in request.headers:
            told[_KEY] = _GIVEN
        compared = {path: leaf if is_comparable(names(path[1:])) else _UNCOMPARED for path, leaf in told.items()}
        return Facets(operation.id if operation else request.method, compared)


def _query(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors=_LENIENT):
        found.setdefault(name, []).append(value)
    return found


def _sent(operation: Operation | None, query: dict[str, list[str]], body: bytes) -> str | bytes | None:
    """The body, which PortOne reads in the query if it may and does stand there; None for none."""
    in_query = operation and operation.body and operation.body.in_query
    if in_query and len(query.get(_BODY, ())) == 1:
        return query.pop(_BODY)[0]
    return body or None


def _body(sent: str | bytes) -> Any:
    """A body as JSON, in which null stands for absent; what is no JSON, as text."""
    try:
        return without_nulls(decode_json(sent))
    except ValueError:
        return sent if isinstance(sent, str) else sent.decode(errors=_LENIENT)
