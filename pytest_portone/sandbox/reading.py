"""A request read by its operation: parameters, query, body, each checked against the contract."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import unquote_to_bytes

from pytest_portone.contracts import expressions
from pytest_portone.contracts.model import EnumType, ListOf, MapOf, ObjectType, Scalar, UnionType
from pytest_portone.contracts.schema import Extension, Violation, shown, without_nulls
from pytest_portone.sandbox.refusals import invalid
from pytest_portone.sandbox.routing import parameter_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pytest_portone.contracts.model import Body, Contract, NamedType, Operation, Parameter
    from pytest_portone.contracts.schema import Path
    from pytest_portone.sandbox.messages import Request
    from pytest_portone.sandbox.projection import Projector

    Faults: TypeAlias = list[Violation | Extension]

_SECRET = frozenset({"apiSecret", "refreshToken", "credential", "password", "passwordTwoDigits"})
"""Fields whose values are never shown."""

_HIDDEN = "a value that is not shown"
_JSON = re.compile(r"(application/(json|[\w.+-]+\+json)|text/plain)\s*(;.*)?", re.IGNORECASE)
"""What JSON is sent as. The official JavaScript SDK names no media type, so its runtime says `text/plain`."""
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_STRING = Scalar("string")
_LONGEST_NUMBER = 400
"""Digits of an integer that are read; what is longer is out of every type's range."""
_DEEPEST = 100
"""Levels of arrays and objects that are read."""


class Unreadable(Violation):
    """A text that could not be read at all; nothing stands for it in a `Reading`."""

    __slots__ = ()


class _UnreadableError(ValueError):
    """A text is not what it should be: `received` in words, and what is `expected`."""

    def __init__(self, received: str, expected: str) -> None:
        super().__init__(received, expected)
        self.received, self.expected = received, expected

    def at(self, *path: str | int) -> Unreadable:
        """What is wrong, at a place of the request."""
        return Unreadable(path, self.received, self.expected)


def decode_component(encoded: str, *, plus: bool = False) -> str:
    """Percent-decode a part of a URL (RFC 3986, section 2.1); `plus` stands for a blank in a query.

    Raises:
        ValueError: broken percent-encoding, or no UTF-8.
    """
    if plus:
        encoded = encoded.replace("+", " ")
    if "%" not in encoded and encoded.isascii():
        return encoded
    if _ESCAPE.search(encoded):
        raise _UnreadableError(shown(encoded), "percent-encoded text: two hexadecimal digits after each %")
    try:
        return unquote_to_bytes(encoded).decode()
    except UnicodeError:
        raise _UnreadableError(ascii(encoded), "percent-encoded UTF-8") from None


def decode_json(raw: str | bytes) -> Any:
    """Decode JSON (RFC 8259). A number without a fraction is an integer, however it is written.

    Raises:
        ValueError: it is none, or says what can't travel: NaN, half a surrogate pair, a number out of all bounds.
    """
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        value = _DECODER.decode(text)
        if text.count("{") + text.count("[") > _DEEPEST and _nesting(value) > _DEEPEST:
            raise _UnreadableError(f"more than {_DEEPEST} levels", "JSON with fewer levels")
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise _UnreadableError(f"{error.msg} at character {error.pos}", "JSON") from None
    except UnicodeError:
        raise _UnreadableError("broken UTF-8, or half a surrogate pair", "JSON in UTF-8") from None
    except RecursionError:
        raise _UnreadableError(f"more than {_DEEPEST} levels", "JSON with fewer levels") from None
    return value


def _nesting(value: Any) -> int:
    """How many levels of arrays and objects a value has, counted as far as matters."""
    depth, level = 0, [value]
    while level and depth <= _DEEPEST:
        level = [each for one in level for each in _children(one)]
        depth += 1
    return depth


def _children(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _constant(name: str) -> Any:
    raise _UnreadableError(name, "JSON, which has no such number")


def _fraction(digits: str) -> float | int:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise _UnreadableError("a number out of all bounds", "a JSON number")
    return int(value) if value.is_integer() else value


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise _UnreadableError("a number out of all bounds", "a JSON number")
    return int(digits)


_DECODER = json.JSONDecoder(parse_constant=_constant, parse_float=_fraction, parse_int=_whole)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request says: its parameters, and its body without nulls (None where it has none)."""

    parameters: dict[str, Any]
    body: Any


class Examined(NamedTuple):
    """A request as far as it can be read, and all that the contract does not say of it.

    Attributes:
        reading: what it says. Parameters that can't be read are None.
        query: the texts of the query by name, in their order, unknown names too.
        faults: what the contract forbids, and the fields that it does not know.
    """

    reading: Reading
    query: Mapping[str, Sequence[str]]
    faults: Sequence[Violation | Extension]


class Reader:
    """Reads the requests of one operation.

    Args:
        contract: the operation's.
        operation: whose requests.
        projector: fits values to the contract's types.
        spared: fields of the body that need not be there, whatever the contract says.
    """

    def __init__(
        self, contract: Contract, operation: Operation, projector: Projector, spared: frozenset[str] = frozenset()
    ) -> None:
        self._projector, self._spared = projector, spared
        self._contract, self._operation = contract, operation
        self._typed = {each.name: each for each in operation.parameters_in("path") if each.type != _STRING}
        self._names = parameter_names(operation.path)
        self._query = operation.parameters_in("query")
        self._body = operation.body
        self._request = operation.request
        resolved = contract.resolve(self._body.type) if self._body else None
        self._secret = isinstance(resolved, ObjectType) and not _SECRET.isdisjoint(resolved.fields)

    def read(self, request: Request, values: Sequence[str]) -> Reading:
        """Read a request whose path has these values.

        Raises:
            Refusal: `INVALID_REQUEST`, with everything that is wrong.
        """
        reading, _, faults = self.examine(request, values)
        violations = [each for each in faults if isinstance(each, Violation) and not self._spares(each)]
        if violations:
            raise invalid(violations)
        return replace(reading, body=self._known(reading.body)) if faults else reading

    def examine(self, request: Request, values: Sequence[str]) -> Examined:
        """Read a request whose path has these values, and tell all that is strange about it."""
        faults: Faults = []
        parameters = self._path_values(values, faults)
        query = _query(request.query, faults) if request.query else {}
        self._query_values(query, parameters, faults)
        body = self._read_body(self._body, request, query, faults) if self._body else None
        return Examined(Reading(parameters, body), query, faults)

    def _spares(self, violation: Violation) -> bool:
        return violation.received == "nothing" and violation.path[-1] in self._spared

    def _path_values(self, values: Sequence[str], faults: Faults) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, encoded in zip(self._names, values, strict=True):
            try:
                decoded = decode_component(encoded)
            except _UnreadableError as error:
                faults.append(error.at("path", name))
                continue
            parameter = self._typed.get(name)
            found[name] = self._value(parameter, [decoded], faults) if parameter else decoded
        return found

    def _query_values(self, query: Mapping[str, Sequence[str]], found: dict[str, Any], faults: Faults) -> None:
        for parameter in self._query:
            values = query.get(parameter.name)
            if values:
                found[parameter.name] = self._value(parameter, values, faults)
            elif parameter.required:
                expected = f"{expressions.text(parameter.type)} (required)"
                faults.append(Violation(("query", parameter.name), "nothing", expected))

    def _value(self, parameter: Parameter, values: Sequence[str], faults: Faults) -> Any:
        """A parameter's value, out of the texts that were given for it."""
        place = (parameter.location, parameter.name)
        resolved = self._contract.resolve(parameter.type)
        if not isinstance(resolved, ListOf) and len(values) > 1:
            faults.append(Violation(place, f"{len(values)} values", "one"))
            return None
        try:
            value = _parsed(self._contract, resolved, values)
        except _UnreadableError as error:
            faults.append(error.at(*place))
            return None
        if resolved != _STRING:
            faults += _under(place, self._faults(parameter.type, value))
        return without_nulls(value)

    def _read_body(self, body: Body, request: Request, query: Mapping[str, Sequence[str]], faults: Faults) -> Any:
        """The body. One that may stand in the query is read there if it does, and the other one is not."""
        if body.in_query and "requestBody" in query:
            return self._decoded(("query", "requestBody"), _only(query["requestBody"], faults), faults)
        if request.body:
            return self._decoded(("body",), self._sent(request, faults), faults)
        if body.required:
            where = "JSON, here or as requestBody in the query" if body.in_query else "JSON"
            faults.append(Violation(("body",), "nothing", f"{where} (required)"))
        return None

    def _decoded(self, place: Path, sent: str | bytes | None, faults: Faults) -> Any:
        if sent is None:
            return None
        try:
            value = decode_json(sent)
        except _UnreadableError as error:
            faults.append(error.at(*place))
            return None
        found = self._faults(self._request, value)
        faults += _under(place, found, secret=self._secret)
        return without_nulls(value)

    def _known(self, body: Any) -> Any:
        """A body less the fields that the contract does not know: no domain sees them."""
        expr = self._request.type
        return without_nulls(self._projector.project(expr, body, lambda *_: None)) if expr and body else body

    @staticmethod
    def _sent(request: Request, faults: Faults) -> bytes | None:
        media = request.headers.get("content-type")
        if media is None or _JSON.fullmatch(media.strip()):
            return request.body
        faults.append(Violation(("header", "content-type"), shown(media), "application/json"))
        return None

    def _faults(self, target: Any, value: Any) -> Sequence[Violation | Extension]:
        if self._contract.is_valid(target, value, direction="input"):
            return ()
        report = self._contract.validate(target, value, direction="input")
        return (*report.violations, *report.extensions)


def _under(place: Path, faults: Sequence[Violation | Extension], *, secret: bool = False) -> Faults:
    """Faults of a value that stands at `place`. What is secret is not shown; `secret` says the whole value is."""
    return [
        replace(
            each,
            path=(*place, *each.path),
            received=_HIDDEN if isinstance(each, Violation) and _hides(each, secret=secret) else each.received,
        )
        for each in faults
    ]


def _hides(violation: Violation, *, secret: bool) -> bool:
    whole = secret and not violation.path
    return violation.received != "nothing" and (whole or not _SECRET.isdisjoint(violation.path))


def _only(values: Sequence[str], faults: Faults) -> str | None:
    if len(values) == 1:
        return values[0]
    faults.append(Violation(("query", "requestBody"), f"{len(values)} values", "one"))
    return None


def _query(query: str, faults: Faults) -> dict[str, list[str]]:
    """A query's values by name, in the order in which they stand."""
    found: dict[str, list[str]] = {}
    for pair in filter(None, query.split("&")):
        encoded_name, _, encoded = pair.partition("=")
        try:
            name = decode_component(encoded_name, plus=True)
            found.setdefault(name, []).append(decode_component(encoded, plus=True))
        except _UnreadableError as error:
            faults.append(error.at("query"))
    return found


def _parsed(contract: Contract, resolved: NamedType | Scalar | ListOf | MapOf, values: Sequence[str]) -> Any:
    """Texts as a value of a type: a row per kind of type.

    Raises:
        ValueError: they are none.
    """
    match resolved:
        case ListOf(item):
            return [_parsed(contract, contract.resolve(item), [each]) for each in values]
        case ObjectType() | UnionType() | MapOf() | Scalar("object" | "any"):
            return decode_json(values[0])
        case EnumType():
            return values[0]
        case Scalar(name):
            return _SCALARS.get(name, str)(values[0])
    return values[0]


def _boolean(value: str) -> bool:
    if value in ("true", "false"):
        return value == "true"
    raise _UnreadableError(shown(value), "true or false")


def _integer(value: str) -> int:
    if _INTEGER.fullmatch(value):
        return _whole(value)
    raise _UnreadableError(shown(value), "an integer")


def _number(value: str) -> Any:
    number = decode_json(value)
    if isinstance(number, int | float) and not isinstance(number, bool):
        return number
    raise _UnreadableError(shown(value), "a number")


_SCALARS: Mapping[str, Callable[[str], Any]] = {
    "boolean": _boolean,
    "int32": _integer,
    "int64": _integer,
    "integer": _integer,
    "double": _number,
    "number": _number,
}
"""How a scalar stands in a URL; those without a row are strings."""
