"""The notation as a contract. Reading never stops at the first fault: each is reported, with file and line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from pytest_portone.contracts.errors import BrokenContractError, Problem, nearest
from pytest_portone.contracts.expressions import DEFAULT, MEDIA, json_text, parse, split
from pytest_portone.contracts.model import (
    AliasType,
    Answer,
    Body,
    Contract,
    EnumType,
    ErrorMark,
    Field,
    NamedType,
    ObjectType,
    Operation,
    Parameter,
    Scalar,
    TypeExpr,
    UnionType,
    media_type,
    names_in,
    references,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_portone.contracts.model import Location

Node: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str | int, ...]
T = TypeVar("T")

METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")
HEADER = "contract.yaml"
FORMAT = 1
_HEADER_KEYS = ("format", "contract", "server", "note")
_FILE_KEYS = ("area", "operations", "types", "webhooks", "note")
_OPERATION_KEYS = ("path", "query", "body", "requestBody", "errors", "auth", "unstable", "note")
_FLAGS = {"auth": (True, {"none": False}), "unstable": (False, {"true": True, "false": False})}
"""What the absence of a flag means, and what its values mean."""
_ERROR = re.compile(r"(?P<status>[1-5]\d\d)(?: (?P<type>\S+))?")
_MEDIA_TYPE = re.compile(r"[^\s/,]+/[^\s/,]+(?:;[^,]*)?")
_IN_PATH = re.compile(r"{([^}]+)}")


def read(texts: Mapping[str, str]) -> Contract:
    """Read a contract from the texts of its files.

    Args:
        texts: the text of each file by its name; one is `contract.yaml`.

    Raises:
        BrokenContractError: something is wrong; every problem is listed with its file and line.
    """
    return read_with_data(texts)[0]


def read_with_data(texts: Mapping[str, str]) -> tuple[Contract, dict[str, Node]]:
    """What `read` returns, and the data that the texts say, which `read_again` takes.

    Raises:
        BrokenContractError: as `read`.
    """
    reader = _Reader(texts)
    data = reader.parsed()
    contract = reader.contract(data)
    if not reader.problems:  # a file that could not be parsed would make its names seem undefined
        reader.check_references(contract)
    reader.raise_problems()
    return contract, data


def read_again(data: Mapping[str, Node]) -> Contract:
    """Read data that was read before without a problem: nothing is parsed, and nothing checked between files."""
    return _Reader(dict.fromkeys(data, "")).contract(data)


@dataclass(frozen=True, slots=True)
class Place:
    """A value in one of the files."""

    file: str
    path: Path = ()

    def __truediv__(self, step: str) -> Place:
        return Place(self.file, (*self.path, step))


@dataclass(slots=True)
class _Reader:
    texts: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    found: list[tuple[Place, str]] = field(default_factory=list)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    area: str = "api"

    def parsed(self) -> dict[str, Node]:
        """Every file's data; a file that can't be parsed is a problem and has none."""
        from pytest_portone.contracts.notation import source

        results = {name: source.parse(name, text) for name, text in self.texts.items()}
        self.problems += [each for each in results.values() if isinstance(each, Problem)]
        return {name: each for name, each in results.items() if not isinstance(each, Problem)}

    def raise_problems(self) -> None:
        """Look up the lines of what was found, and raise it all."""
        if not self.found and not self.problems:
            return
        from pytest_portone.contracts.notation import source

        located = [Problem(at.file, source.line_of(self.texts[at.file], at.path), text) for at, text in self.found]
        raise BrokenContractError([*self.problems, *located])

    def contract(self, files: Mapping[str, Node]) -> Contract:
        header = files.get(HEADER, {})
        if HEADER not in self.texts:
            self.problems.append(Problem(HEADER, 1, "the file is missing; it names the contract's version"))
        self._check_header(Place(HEADER), header)
        areas = {name: data for name, data in files.items() if name != HEADER}
        for name, data in areas.items():
            self._known(Place(name), data, _FILE_KEYS)
        return Contract(
            version=str(header.get("contract", "")),
            operations=self._merge(areas, "operations", self._operation),
            types=self._merge(areas, "types", self._type),
            webhooks=self._merge(areas, "webhooks", lambda _at, _name, data: str(data)),
            server=str(header.get("server", "https://api.portone.io")),
            note=str(header.get("note", "")),
        )

    def _check_header(self, at: Place, header: Node) -> None:
        self._known(at, header, _HEADER_KEYS)
        if header and header.get("format") != str(FORMAT):
            text = f"received format {header.get('format')!r}, expected {FORMAT}; convert with 'contract import'"
            self._report(at / "format", text)
        if header and not header.get("contract"):
            self._report(at, "'contract' is missing: the version's name, such as 2026-07-03")

    # --- reporting

    def _report(self, at: Place, text: str) -> None:
        self.found.append((at, text))

    def _known(self, at: Place, data: Node, known: tuple[str, ...]) -> None:
        for key in data:
            if key not in known:
                near = nearest(key, known)
                hint = f"did you mean {near!r}?" if near else f"expected one of {', '.join(known)}"
                self._report(at / key, f"unknown key {key!r}; {hint}")

    def _merge(self, areas: Mapping[str, Node], section: str, one: Callable[[Place, str, Any], T]) -> dict[str, T]:
        """One section of all files; a name that stands in two files is a problem."""
        merged: dict[str, T] = {}
        for file, data in areas.items():
            self.area = data.get("area", "api")
            entries = data.get(section) or {}
            if not isinstance(entries, dict):
                self._report(Place(file) / section, f"received {entries!r}, expected names with their definitions")
                continue
            for name, each in entries.items():
                at = Place(file) / section / name
                if name in merged:
                    self._report(at, f"{name!r} is also defined in {self.places[section, name].file}")
                self.places[section, name] = at
                merged[name] = one(at, name, each)
        return merged

    # --- operations

    def _operation(self, at: Place, name: str, data: Any) -> Operation:
        if not isinstance(data, dict):
            self._report(at, f"received {data!r}, expected an operation such as GET: /payments/{{paymentId}}")
            data = {}
        methods = [key for key in data if key in METHODS]
        if len(methods) != 1:
            self._report(at, f"received {len(methods)} methods, expected one of {', '.join(METHODS)}")
        rest = {key: each for key, each in data.items() if key not in METHODS and not key.isdigit()}
        self._known(at, {_bare(key): each for key, each in rest.items()}, _OPERATION_KEYS)
        path = str(data[methods[0]]) if methods else "/"
        operation = Operation(
            id=name,
            method=methods[0] if methods else "GET",
            path=path,
            area=self.area,
            parameters=tuple(self._parameters(at, data)),
            body=self._body(at, data),
            answers=tuple(self._answers(at, data)),
            errors=tuple(self._errors(at, data)),
            authenticated=self._flag(at, data, "auth"),
            unstable=self._flag(at, data, "unstable"),
            note=str(data.get("note", "")),
        )
        self._check_path(at, operation)
        return operation

    def _flag(self, at: Place, data: Node, key: str) -> bool:
        absent, values = _FLAGS[key]
        if key not in data:
            return absent
        if data[key] not in values:
            self._report(at / key, f"received {data[key]!r}, expected {' or '.join(values)}")
        return values.get(str(data[key]), absent)

    def _parameters(self, at: Place, data: Node) -> Iterator[Parameter]:
        locations: tuple[Location, ...] = ("path", "query")
        for location in locations:
            entries = data.get(location, {})
            if not isinstance(entries, dict):
                self._report(at / location, f"received {entries!r}, expected names with their types")
                continue
            for key, each in entries.items():
                expr, default = self._with_default(at / location, key, each)
                yield Parameter(_bare(key), location, expr, required=not key.endswith("?"), default=default)

    def _body(self, at: Place, data: Node) -> Body | None:
        given = [key for key in data if _bare(key) in ("body", "requestBody")]
        if len(given) > 1:
            self._report(at / given[1], "received two bodies, expected 'body' or 'requestBody'")
        for key in given:
            expr, media = self._with_media(at, key, data[key])
            return Body(expr, required=not key.endswith("?"), in_query=_bare(key) == "requestBody", media=media)
        return None

    def _answers(self, at: Place, data: Node) -> Iterator[Answer]:
        for key, each in data.items():
            if key.isdigit():
                yield Answer(int(key)) if each == "none" else Answer(int(key), *self._with_media(at, key, each))

    def _errors(self, at: Place, data: Node) -> list[str]:
        errors = data.get("errors", [])
        if isinstance(errors, list) and all(isinstance(each, str) for each in errors):
            return errors
        self._report(at / "errors", f"received {errors!r}, expected a list of error types")
        return []

    def _check_path(self, at: Place, operation: Operation) -> None:
        in_path = set(_IN_PATH.findall(operation.path))
        declared = {each.name for each in operation.parameters_in("path")}
        for name in sorted(in_path - declared):
            self._report(at, f"{{{name}}} stands in the path of {operation.id}, but not under 'path'")
        for name in sorted(declared - in_path):
            self._report(at / "path" / name, f"{name!r} does not stand in the path {operation.path}")

    # --- types

    def _expression(self, at: Place, key: str, data: object) -> TypeExpr:
        """The type that stands under `key`; the exact place is made only where there is something to report."""
        try:
            return parse(data)
        except ValueError as error:
            self._report(at / key, str(error))
            return Scalar("any")

    def _with_default(self, at: Place, key: str, data: object) -> tuple[TypeExpr, str | None]:
        """`int32 = 10`: a type, and the JSON text of what its absence stands for."""
        data, default = split(data, DEFAULT)
        expr = self._expression(at, key, data)
        if default is None:
            return expr, None
        try:
            return expr, json_text(json.loads(default))
        except ValueError:
            self._report(at / key, f'received the default {default}, expected JSON, such as 10 or "KRW"')
            return expr, None

    def _with_media(self, at: Place, key: str, data: object) -> tuple[TypeExpr, frozenset[str]]:
        """`Payment as application/json, text/csv`: a type, and its media types where it does not say them itself."""
        data, listed = split(data, MEDIA)
        expr = self._expression(at, key, data)
        media = frozenset(each.strip() for each in (listed or "").split(",")) - {""}
        if listed is None:
            return expr, media
        wrong = sorted(each for each in media if not _MEDIA_TYPE.fullmatch(each))
        if wrong or media_type(expr) not in media:
            received = ", ".join(wrong) or listed
            self._report(at / key, f"received {received}, expected media types, {media_type(expr)} among them")
        return expr, media if len(media) > 1 else frozenset()

    def _type(self, at: Place, name: str, data: Any) -> NamedType:
        match data:
            case list():
                return self._enum(at, name, {"enum": data})
            case {"enum": _}:
                return self._enum(at, name, data)
            case {"union": _}:
                return self._union(at, name, data)
            case {"alias": expr}:
                return AliasType(name, self._expression(at, "alias", expr), str(data.get("note", "")))
            case dict():
                return self._object(at, name, data)
            case "":
                return ObjectType(name)
        self._report(at, f"received {data!r}, expected fields, a list of enum values, 'union' or 'alias'")
        return ObjectType(name)

    def _enum(self, at: Place, name: str, data: Node) -> EnumType:
        values = data["enum"]
        if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            self._report(at, f"received {values!r}, expected a list of strings")
            values = []
        if len(set(values)) != len(values):
            for each in sorted({each for each in values if values.count(each) > 1}):
                self._report(at, f"value {each!r} stands twice")
        return EnumType(name, tuple(values), str(data.get("note", "")))

    def _union(self, at: Place, name: str, data: Node) -> UnionType:
        rest = {key: each for key, each in data.items() if key not in ("union", "note", "cases")}
        cases = data.get("cases", rest)
        if not isinstance(cases, dict) or not all(isinstance(each, str) for each in cases.values()):
            self._report(at, "expected a type's name for each value of the tag")
            cases = {}
        return UnionType(name, str(data["union"]), cases, str(data.get("note", "")))

    def _object(self, at: Place, name: str, data: Node) -> ObjectType:
        own = {key: each for key, each in data.items() if key not in ("error", "note")}
        entries, where = (own["fields"], at / "fields") if "fields" in own else (own, at)
        if not isinstance(entries, dict) or (entries is not own and len(own) > 1):
            self._report(at / "fields", "expected all fields of the type, with their types, and none beside 'fields'")
            entries = {}
        fields = {_bare(key): self._field(where, key, each) for key, each in entries.items()}
        if len(fields) != len(entries):
            self._report(at, "a field stands twice, with and without a question mark")
        return ObjectType(name, fields, self._mark(at, data), str(data.get("note", "")))

    def _field(self, at: Place, key: str, data: object) -> Field:
        expr, default = self._with_default(at, key, data)
        return Field(_bare(key), expr, not key.endswith("?"), default)

    def _mark(self, at: Place, data: Node) -> ErrorMark | None:
        if "error" not in data:
            return None
        found = _ERROR.fullmatch(str(data["error"]))
        if not found:
            text = f"received {data['error']!r}, expected a status and a type, such as 404 PAYMENT_NOT_FOUND"
            self._report(at / "error", text)
            return None
        return ErrorMark(int(found["status"]), found["type"])

    # --- between files

    def check_references(self, contract: Contract) -> None:
        """Report every name that is used and not defined, or not as what it is used for."""
        for name, operation in contract.operations.items():
            at = self.places["operations", name]
            self._check_names(contract, at, [each for expr in references(operation) for each in names_in(expr)])
            for error in operation.errors:
                named = contract.types.get(error)
                if named and not (isinstance(named, ObjectType) and named.error):
                    self._report(at, f"{error!r} is no error type")
        for name, each in contract.types.items():
            self._check_names(contract, self.places["types", name], names_in(each))
            if isinstance(each, UnionType):
                self._check_cases(contract, each)
        for name, target in contract.webhooks.items():
            self._check_names(contract, self.places["webhooks", name], [target])

    def _check_names(self, contract: Contract, at: Place, names: list[str]) -> None:
        for name in names:
            if name not in contract.types:
                near = nearest(name, contract.types)
                hint = f"; did you mean {near!r}?" if near else ""
                self._report(at, f"{at.path[-1]} uses the type {name!r}, which is not defined{hint}")

    def _check_cases(self, contract: Contract, union: UnionType) -> None:
        for case in union.cases.values():
            if case in contract.types and not isinstance(contract.types[case], ObjectType):
                self._report(self.places["types", union.name], f"case {case!r} of {union.name} is no object")


def _bare(key: str) -> str:
    return key.removesuffix("?")
