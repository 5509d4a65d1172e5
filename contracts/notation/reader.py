"""The notation as a contract. A pass never stops at the first fault: every problem is reported, with file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from pytest_portone.contracts.errors import BrokenContractError, Problem, nearest
from pytest_portone.contracts.expressions import parse
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
    Ref,
    Scalar,
    TypeExpr,
    UnionType,
    references,
)
from pytest_portone.contracts.notation import source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_portone.contracts.model import Location

Node: TypeAlias = dict[str, Any]
Path: TypeAlias = source.Path
T = TypeVar("T")

METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")
HEADER = "contract.yaml"
FORMAT = 1
_HEADER_KEYS = ("format", "contract", "server", "note")
_FILE_KEYS = ("area", "operations", "types", "webhooks", "note")
_OPERATION_KEYS = ("path", "query", "body", "requestBody", "errors", "auth", "unstable", "note")
_ERROR = re.compile(r"(?P<status>[1-5]\d\d)(?: (?P<type>\S+))?")
_IN_PATH = re.compile(r"{([^}]+)}")


def read(texts: Mapping[str, str], *, data: Mapping[str, Node] | None = None) -> Contract:
    """Read a contract from the texts of its files.

    Args:
        texts: the text of each file by its name; one is `contract.yaml`.
        data: the same files already parsed, where that is known (a cache).

    Raises:
        BrokenContractError: something is wrong; every problem is listed with its file and line.
    """
    reader = _Reader(texts)
    contract = reader.contract(data if data is not None else reader.parsed())
    reader.raise_problems()
    return contract


@dataclass(slots=True)
class _Reader:
    texts: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    found: list[tuple[str, Path, str]] = field(default_factory=list)
    places: dict[tuple[str, str], tuple[str, Path]] = field(default_factory=dict)

    def parsed(self) -> dict[str, Node]:
        """Every file's data; a file that can't be parsed is a problem and has none."""
        results = {name: source.parse(name, text) for name, text in self.texts.items()}
        self.problems += [each for each in results.values() if isinstance(each, Problem)]
        return {name: each for name, each in results.items() if not isinstance(each, Problem)}

    def raise_problems(self) -> None:
        """Look up the lines of what was found, and raise it all."""
        located = [Problem(file, source.line_of(self.texts[file], at), text) for file, at, text in self.found]
        if problems := [*self.problems, *located]:
            raise BrokenContractError(problems)

    def contract(self, files: Mapping[str, Node]) -> Contract:
        header = files.get(HEADER, {})
        if HEADER not in self.texts:
            self.problems.append(Problem(HEADER, 1, "the file is missing; it names the contract's version"))
        self._known(HEADER, (), header, _HEADER_KEYS)
        if header and header.get("format") != str(FORMAT):
            text = f"received format {header.get('format')!r}, expected {FORMAT}; convert with 'contract import'"
            self._report(HEADER, ("format",), text)
        if header and not header.get("contract"):
            self._report(HEADER, (), "'contract' is missing: the version's name, such as 2026-07-03")
        areas = {name: data for name, data in files.items() if name != HEADER}
        for name, data in areas.items():
            self._known(name, (), data, _FILE_KEYS)
        contract = Contract(
            version=str(header.get("contract", "")),
            operations=self._merge(areas, "operations", self._operation),
            types=self._merge(areas, "types", self._type),
            webhooks=self._merge(areas, "webhooks", lambda _file, _at, name, data: str(data)),
            server=str(header.get("server", "https://api.portone.io")),
            note=str(header.get("note", "")),
        )
        self._check_references(contract)
        return contract

    # --- reporting

    def _report(self, file: str, at: Path, text: str) -> None:
        self.found.append((file, at, text))

    def _known(self, file: str, at: Path, data: Node, known: tuple[str, ...]) -> None:
        for key in data:
            if key not in known:
                near = nearest(key, known)
                hint = f"did you mean {near!r}?" if near else f"expected one of {', '.join(known)}"
                self._report(file, (*at, key), f"unknown key {key!r}; {hint}")

    def _merge(
        self, areas: Mapping[str, Node], section: str, one: Callable[[str, Path, str, Any], T]
    ) -> dict[str, T]:
        """One section of all files; a name that stands in two files is a problem."""
        merged: dict[str, T] = {}
        for file, data in areas.items():
            self._area = data.get("area", "api")
            entries = data.get(section) or {}
            if not isinstance(entries, dict):
                self._report(file, (section,), f"received {entries!r}, expected names with their definitions")
                continue
            for name, each in entries.items():
                at = (section, name)
                if name in merged:
                    self._report(file, at, f"{name!r} is also defined in {self.places[section, name][0]}")
                self.places[section, name] = (file, at)
                merged[name] = one(file, at, name, each)
        return merged

    _area: str = "api"

    # --- operations

    def _operation(self, file: str, at: Path, name: str, data: Any) -> Operation:
        if not isinstance(data, dict):
            self._report(file, at, f"received {data!r}, expected an operation such as GET: /payments/{{paymentId}}")
            data = {}
        methods = [key for key in data if key in METHODS]
        if len(methods) != 1:
            self._report(file, at, f"received {len(methods)} methods, expected one of {', '.join(METHODS)}")
        rest = {key: each for key, each in data.items() if key not in METHODS and not key.isdigit()}
        self._known(file, at, {_bare(key): each for key, each in rest.items()}, _OPERATION_KEYS)
        path = str(data[methods[0]]) if methods else "/"
        operation = Operation(
            id=name,
            method=methods[0] if methods else "GET",
            path=path,
            area=self._area,
            parameters=tuple(self._parameters(file, at, data)),
            body=self._body(file, at, data),
            answers=tuple(self._answers(file, at, data)),
            errors=tuple(self._errors(file, at, data)),
            authenticated=self._flag(file, at, data, "auth", {"none": False}, default=True),
            unstable=self._flag(file, at, data, "unstable", {"true": True, "false": False}, default=False),
            note=str(data.get("note", "")),
        )
        self._check_path(file, at, operation)
        return operation

    def _flag(self, file: str, at: Path, data: Node, key: str, values: dict[str, bool], *, default: bool) -> bool:
        if key not in data:
            return default
        if data[key] not in values:
            self._report(file, (*at, key), f"received {data[key]!r}, expected {' or '.join(values)}")
        return values.get(str(data[key]), default)

    def _parameters(self, file: str, at: Path, data: Node) -> Iterator[Parameter]:
        locations: tuple[Location, ...] = ("path", "query")
        for location in locations:
            entries = data.get(location, {})
            if not isinstance(entries, dict):
                self._report(file, (*at, location), f"received {entries!r}, expected names with their types")
                continue
            for key, each in entries.items():
                expr = self._expression(file, (*at, location, key), each)
                yield Parameter(_bare(key), location, expr, required=not key.endswith("?"))

    def _body(self, file: str, at: Path, data: Node) -> Body | None:
        given = [key for key in data if _bare(key) in ("body", "requestBody")]
        if len(given) > 1:
            self._report(file, (*at, given[1]), "received two bodies, expected 'body' or 'requestBody'")
        for key in given:
            expr = self._expression(file, (*at, key), data[key])
            return Body(expr, required=not key.endswith("?"), in_query=_bare(key) == "requestBody")
        return None

    def _answers(self, file: str, at: Path, data: Node) -> Iterator[Answer]:
        for key, each in data.items():
            if key.isdigit():
                yield Answer(int(key), None if each == "none" else self._expression(file, (*at, key), each))

    def _errors(self, file: str, at: Path, data: Node) -> list[str]:
        errors = data.get("errors", [])
        if isinstance(errors, list) and all(isinstance(each, str) for each in errors):
            return errors
        self._report(file, (*at, "errors"), f"received {errors!r}, expected a list of error types")
        return []

    def _check_path(self, file: str, at: Path, operation: Operation) -> None:
        in_path = set(_IN_PATH.findall(operation.path))
        declared = {each.name for each in operation.parameters_in("path")}
        for name in sorted(in_path - declared):
            self._report(file, at, f"{{{name}}} stands in the path of {operation.id}, but not under 'path'")
        for name in sorted(declared - in_path):
            self._report(file, (*at, "path", name), f"{name!r} does not stand in the path {operation.path}")

    # --- types

    def _expression(self, file: str, at: Path, data: object) -> TypeExpr:
        try:
            return parse(data)
        except ValueError as error:
            self._report(file, at, str(error))
            return Scalar("any")

    def _type(self, file: str, at: Path, name: str, data: Any) -> NamedType:
        match data:
            case list():
                return self._enum(file, at, name, {"enum": data})
            case {"enum": _}:
                return self._enum(file, at, name, data)
            case {"union": _}:
                return self._union(file, at, name, data)
            case {"alias": expr}:
                return AliasType(name, self._expression(file, (*at, "alias"), expr), str(data.get("note", "")))
            case dict():
                return self._object(file, at, name, data)
            case "":
                return ObjectType(name)
        self._report(file, at, f"received {data!r}, expected fields, a list of enum values, 'union' or 'alias'")
        return ObjectType(name)

    def _enum(self, file: str, at: Path, name: str, data: Node) -> EnumType:
        values = data["enum"]
        if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            self._report(file, at, f"received {values!r}, expected a list of strings")
            values = []
        for each in sorted({each for each in values if values.count(each) > 1}):
            self._report(file, at, f"value {each!r} stands twice")
        return EnumType(name, tuple(values), str(data.get("note", "")))

    def _union(self, file: str, at: Path, name: str, data: Node) -> UnionType:
        rest = {key: each for key, each in data.items() if key not in ("union", "note", "cases")}
        cases = data.get("cases", rest)
        if not isinstance(cases, dict) or not all(isinstance(each, str) for each in cases.values()):
            self._report(file, at, "expected a type's name for each value of the tag")
            cases = {}
        return UnionType(name, str(data["union"]), cases, str(data.get("note", "")))

    def _object(self, file: str, at: Path, name: str, data: Node) -> ObjectType:
        rest = {key: each for key, each in data.items() if key not in ("error", "note", "fields")}
        entries, where = (data["fields"], (*at, "fields")) if "fields" in data and not rest else (rest, at)
        if "fields" in data and rest:
            entries, where = data | {}, at
            entries = {key: each for key, each in entries.items() if key not in ("error", "note")}
        fields = {
            _bare(key): Field(_bare(key), self._expression(file, (*where, key), each), not key.endswith("?"))
            for key, each in entries.items()
        }
        if len(fields) != len(entries):
            self._report(file, at, "a field stands twice, with and without a question mark")
        return ObjectType(name, fields, self._mark(file, at, data), str(data.get("note", "")))

    def _mark(self, file: str, at: Path, data: Node) -> ErrorMark | None:
        if "error" not in data:
            return None
        found = _ERROR.fullmatch(str(data["error"]))
        if not found:
            text = f"received {data['error']!r}, expected a status and a type, such as 404 PAYMENT_NOT_FOUND"
            self._report(file, (*at, "error"), text)
            return None
        return ErrorMark(int(found["status"]), found["type"])

    # --- between files

    def _check_references(self, contract: Contract) -> None:
        for name, operation in contract.operations.items():
            self._check_names(contract, "operations", name, references(operation))
            for error in operation.errors:
                named = contract.types.get(error)
                if named and not (isinstance(named, ObjectType) and named.error):
                    self._report(*self.places["operations", name], f"{error!r} is no error type")
        for name, each in contract.types.items():
            self._check_names(contract, "types", name, _expressions(each))
            if isinstance(each, UnionType):
                self._check_cases(contract, each)
        for name, target in contract.webhooks.items():
            self._check_names(contract, "webhooks", name, [Ref(target)])

    def _check_names(self, contract: Contract, section: str, name: str, exprs: list[TypeExpr]) -> None:
        for expr in exprs:
            inner = expr
            while not isinstance(inner, Ref | Scalar):
                inner = inner.item if hasattr(inner, "item") else inner.value
            if isinstance(inner, Ref) and inner.name not in contract.types:
                near = nearest(inner.name, contract.types)
                hint = f"; did you mean {near!r}?" if near else ""
                self._report(
                    *self.places[section, name],
                    f"{name} uses the type {inner.name!r}, which is not defined{hint}",
                )

    def _check_cases(self, contract: Contract, union: UnionType) -> None:
        for case in union.cases.values():
            if case in contract.types and not isinstance(contract.types[case], ObjectType):
                self._report(*self.places["types", union.name], f"case {case!r} of {union.name} is no object")


def _bare(key: str) -> str:
    return key.removesuffix("?")


def _expressions(named: NamedType) -> list[TypeExpr]:
    match named:
        case ObjectType(fields=fields):
            return [each.type for each in fields.values()]
        case UnionType(cases=cases):
            return [Ref(each) for each in cases.values()]
        case AliasType(type=expr):
            return [expr]
    return []
