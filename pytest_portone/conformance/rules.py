"""Every rule that a request is judged by.

To add a rule: write a function from what was sent to the places where it is broken, each with a message, in the
module of what it is about; give it a row here and on the page docs/conformance.md; and give the tests a request that
breaks it. A rule about parameters or body takes one `Fault`, which the reader found, and gives a message if that is
its own; no two rules take the same fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.conformance import credentials, parameters, paths, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_portone.conformance.sent import Fault, Sent

    Broken: TypeAlias = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a request has to keep.

    Attributes:
        name: as findings show it.
        says: what is judged, in a sentence.
        broken: the places where a request breaks it, each with a message.
    """

    name: str
    says: str
    broken: Callable[[Sent], Broken]


def _each(message: Callable[[Fault], str | None]) -> Callable[[Sent], Broken]:
    """A rule about single faults of parameters and body."""

    def broken(sent: Sent) -> Broken:
        said = ((each.place, message(each)) for each in sent.faults)
        return ((place, text) for place, text in said if text) if sent.faults else ()

    return broken


RULES = (
    Rule("unknown path", "The path is one that the contract has.", paths.unknown),
    Rule("wrong method", "The path takes the method.", paths.wrong_method),
    Rule("empty path parameter", "Every parameter of the path has a value.", paths.empty),
    Rule("slash in path parameter", "A slash in a parameter of the path is percent-encoded.", paths.cut),
    Rule("unescaped path parameter", "What a URL can't hold as it is, is percent-encoded.", paths.unescaped),
    Rule("path parameter escaped twice", "Parameters of the path are percent-encoded once.", paths.escaped_twice),
    Rule("broken escape", "Percent-encoding is whole, and of UTF-8.", _each(paths.broken_escape)),
    Rule("no authorization", "An operation that asks for authorization gets it.", credentials.absent),
    Rule("wrong scheme", "The scheme is `PortOne` or `Bearer`, written like this.", credentials.wrong_scheme),
    Rule("wrong credential", "Behind the scheme stands one secret or token, bare.", credentials.wrong),
    Rule("unknown parameter", "The operation has the parameters in the query.", parameters.unknown),
    Rule("missing parameter", "Required parameters are there.", _each(parameters.missing)),
    Rule("repeated parameter", "A parameter that is no list stands there once.", _each(parameters.repeated)),
    Rule("missing body", "A required body is there.", _each(parameters.missing_body)),
    Rule("unexpected body", "An operation without a body gets none.", parameters.unexpected_body),
    Rule("body sent twice", "A body stands in the query or in the body, not in both.", parameters.body_twice),
    Rule("wrong content type", "A body is sent as JSON; `text/plain` passes.", parameters.content_type),
    Rule("no JSON", "The body, and each parameter that is an object, is JSON.", _each(values.no_json)),
    Rule("unknown field", "The contract has the fields.", _each(values.unknown_field)),
    Rule("missing field", "Required fields are there; null counts as absent.", _each(values.missing_field)),
    Rule("wrong type", "A value is of its JSON type.", _each(values.wrong_type)),
    Rule("bad format", "Dates and times are written as RFC 3339 says.", _each(values.bad_format)),
    Rule("out of range", "Integers fit into 32 or 64 bits.", _each(values.out_of_range)),
    Rule("unknown enum value", "The contract has the value of an enum.", _each(values.unknown_enum_value)),
    Rule("unknown case", "The contract has the case of a union.", _each(values.unknown_case)),
    Rule("wrong tag", "The tag of a case by itself is the case's own.", _each(values.wrong_tag)),
    Rule("unstable operation", "The operation is not UNSTABLE (clause 3).", paths.unstable),
)
