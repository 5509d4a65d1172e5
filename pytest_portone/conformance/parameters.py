"""Rules about what a request carries: parameters in the query, and the body as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_portone.conformance.sent import BODY_IN_QUERY
from pytest_portone.conformance.words import hint, listed, place, word
from pytest_portone.contracts.errors import nearest
from pytest_portone.contracts.model import ObjectType

if TYPE_CHECKING:
    from pytest_portone.conformance.rules import Broken
    from pytest_portone.conformance.sent import Fault, Sent
    from pytest_portone.contracts.model import Operation

_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}", re.IGNORECASE)


def unknown(sent: Sent) -> Broken:
    """The operation has no such parameter in its query."""
    if sent.operation is None or sent.examined is None or not sent.examined.query:
        return
    known = _known(sent.operation)
    for name, texts in sent.examined.query.items():
        if name not in known:
            wanted = f"one of {listed(known)}" if known else "no query"
            way_out = _elsewhere(sent, sent.operation, name) or hint(nearest(name, known))
            shown = name if any(texts) or way_out else ""  # what stands there alone may be a value, and no name
            yield place(("query", shown)), f"received {word(shown)}, expected {wanted}{way_out}"


def _known(operation: Operation) -> list[str]:
    in_query = [BODY_IN_QUERY] if operation.body and operation.body.in_query else []
    return [*(each.name for each in operation.parameters_in("query")), *in_query]


def _elsewhere(sent: Sent, operation: Operation, name: str) -> str:
    """Where a parameter belongs that is known, but not in the query."""
    if operation.body is None:
        return ""
    if name == BODY_IN_QUERY:
        return "; send the JSON as the body"
    body = sent.contract.resolve(operation.body.type)
    return f"; {name} is a field of the body" if isinstance(body, ObjectType) and name in body.fields else ""


def missing(fault: Fault) -> str | None:
    """A required parameter was not sent."""
    return f"received nothing, expected {fault.expected} (required)" if fault.role == "no parameter" else None


def repeated(fault: Fault) -> str | None:
    """A parameter that is no list was sent several times."""
    return "received several values, expected one" if fault.role == "repeated" else None


def missing_body(fault: Fault) -> str | None:
    """A required body was not sent."""
    return f"received nothing, expected {fault.expected} as JSON (required)" if fault.role == "no body" else None


def unexpected_body(sent: Sent) -> Broken:
    """The operation takes no body."""
    if sent.operation and sent.operation.body is None and sent.request.body:
        yield "$.body", "received a body, expected none; leave it out, for nobody reads it"


def body_twice(sent: Sent) -> Broken:
    """The body stands in the query as well."""
    if sent.examined and sent.request.body and sent.operation and BODY_IN_QUERY in sent.examined.query:
        body = sent.operation.body
        if body and body.in_query:
            yield "$.body", f"received a body besides {BODY_IN_QUERY} in the query, expected one of them"


def content_type(sent: Sent) -> Broken:
    """The body is sent as something else than JSON."""
    for each in sent.examined.faults if sent.examined else ():
        if each.path[0] == "header":
            media = sent.request.headers.get("content-type", "").partition(";")[0].strip()
            shown = media if _MEDIA_TYPE.fullmatch(media) else "no media type"
            yield "header content-type", f"received {shown}, expected application/json"
