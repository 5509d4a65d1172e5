"""Near misses of whole requests: one thing wrong with the body, or with one parameter.

A parameter is text on the wire, so that no text is wrong where a text is expected.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.evolution import ABSENT
from pytest_portone.contracts.model import EnumType, MapOf, ObjectType, Scalar, UnionType
from pytest_portone.strategies.broken import MISSES, Breakage, breakages, drawn_from, stranger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn

    from pytest_portone.contracts.model import Contract, Operation, Parameter, TypeExpr
    from pytest_portone.strategies.drawn_requests import Parts
    from pytest_portone.strategies.request import Request

_NO_NUMBER = "text"
_NO_OBJECT = 0
"""As text it is JSON still. A string would be none, and an empty list would be no parameter at all."""
_IS_TEXT = frozenset({"string", "any", "csv", "date-time", "date"})


def can_break_request(contract: Contract, operation: Operation) -> bool:
    """Whether anything about the operation's requests could be wrong."""
    return operation.body is not None or any(
        (each.location == "query" and each.required) or _misses(contract, each.type) for each in operation.parameters
    )


def break_request(draw: DrawFn, contract: Contract, valid: Parts) -> Request:
    """A request with one thing wrong, which it carries and which a failing example tells."""
    request = valid.draw(draw)
    return broken_request(request, drawn_from(draw, list(request_breakages(contract, request))))


def request_breakages(contract: Contract, request: Request) -> Iterator[Breakage]:
    """Every near miss of a valid request, in a fixed order; paths start with `body`, `path` or `query`."""
    if request.body is not None:
        for each in breakages(contract, request.operation.request, request.body):
            yield replace(each, path=("body", *each.path))
    if request.operation.body and request.operation.body.required:
        yield Breakage("missing field", ("body",), request.body, ABSENT)
    for parameter in request.operation.parameters:
        yield from _of_parameter(contract, request, parameter)


def _of_parameter(contract: Contract, request: Request, parameter: Parameter) -> Iterator[Breakage]:
    values = request.path_parameters if parameter.location == "path" else request.query
    if parameter.name not in values:
        return
    path, value = (parameter.location, parameter.name), values[parameter.name]
    if parameter.location == "query" and parameter.required:
        yield Breakage("missing field", path, value, ABSENT)
    if isinstance(value, dict):
        for each in breakages(contract, parameter.type, value, "input"):
            if each.path:  # what is wrong as a whole is written otherwise in a URL: `_misses` has it
                yield replace(each, path=(*path, *each.path))
    for miss in _misses(contract, parameter.type):
        yield Breakage(miss.kind, path, value, miss.after)


def _misses(contract: Contract, expr: TypeExpr) -> list[Breakage]:
    """What is wrong as text for a single value."""
    match contract.resolve(expr):
        case EnumType(values=values):
            return [Breakage("unknown enum value", (), None, stranger(values))]
        case Scalar(name):
            text = [] if name in _IS_TEXT else [Breakage("wrong type", (), None, _NO_NUMBER)]
            rest = [Breakage(kind, (), None, after) for kind, after in MISSES[name] if kind != "wrong type"]
            return text + rest
        case ObjectType() | UnionType() | MapOf():
            return [Breakage("wrong type", (), None, _NO_OBJECT)]
    return []


def broken_request(request: Request, breakage: Breakage) -> Request:
    """The request broken in this way, which it carries."""
    location, *rest = breakage.path
    inner = replace(breakage, path=tuple(rest))
    changes: dict[str, Any] = {"breakage": breakage}
    if breakage.path == ("body",) and breakage.after is ABSENT:
        changes |= {"body": None, "body_in_query": False}
    elif location == "body":
        changes["body"] = inner.apply(request.body)
    else:
        name = "query" if location == "query" else "path_parameters"
        changes[name] = inner.apply(getattr(request, name))
    return replace(request, **changes)
