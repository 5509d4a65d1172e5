"""A type as JSON Schema (draft 2020-12), and a value checked against it.

Schemas are closed: they permit what the contract names and nothing else. What a closed schema refuses is then told
apart: an unknown field, and in outputs an unknown enum value or union case, is an extension (clause 2.4: consumers
must survive it); all else is a violation.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import jsonschema_rs

from pytest_portone.contracts.errors import nearest
from pytest_portone.contracts.expressions import text
from pytest_portone.contracts.model import (
    AliasType,
    Contract,
    Direction,
    EnumType,
    ListOf,
    MapOf,
    NamedType,
    ObjectType,
    Ref,
    Scalar,
    Side,
    TypeExpr,
    UnionType,
)
from pytest_portone.contracts.scalars import SCALARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Schema: TypeAlias = dict[str, Any]
ExtensionKind: TypeAlias = Literal["unknown field", "unknown enum value", "unknown case"]
Path: TypeAlias = tuple[str | int, ...]
_LONGEST_REPR = 80
_LONGEST_LIST = 12


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that the contract forbids: where, what was received, what was expected."""

    path: Path
    received: str
    expected: str
    nearest: str | None = None

    def __str__(self) -> str:
        hint = f" (did you mean {self.nearest!r}?)" if self.nearest else ""
        return f"{json_path(self.path)}: received {self.received}, expected {self.expected}{hint}"


@dataclass(frozen=True, slots=True)
class Extension:
    """One thing that the contract does not know, and that clause 2.4 permits."""

    path: Path
    kind: ExtensionKind
    received: str
    nearest: str | None = None
    clause: str = "2.4"

    def __str__(self) -> str:
        hint = f" (the nearest known is {self.nearest!r})" if self.nearest else ""
        return f"{json_path(self.path)}: {self.kind} {self.received}{hint}"


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one check."""

    subject: str
    violations: tuple[Violation, ...] = ()
    extensions: tuple[Extension, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether nothing is forbidden; extensions are not."""
        return not self.violations

    def __str__(self) -> str:
        lines = [f"  {each}" for each in (*self.violations, *self.extensions)]
        return "\n".join([f"{self.subject}: {'valid' if self.valid else 'invalid'}", *lines])


def json_path(path: Path) -> str:
    """A path in the form of RFC 9535: `$.payment.methods[0]`, with quotes where a name needs them."""
    return "$" + "".join(_segment(each) for each in path)


def _segment(step: str | int) -> str:
    if isinstance(step, str) and step.isidentifier():
        return f".{step}"
    return f"[{json.dumps(step, ensure_ascii=False)}]"


def shown(value: object) -> str:
    """A JSON value as text, cut where it is long."""
    whole = json.dumps(value, ensure_ascii=False, default=repr)
    return whole if len(whole) <= _LONGEST_REPR else whole[: _LONGEST_REPR - 1] + "…"


def expression_schema(expr: TypeExpr) -> Schema:
    """A type expression as JSON Schema; named types become references to `#/$defs`."""
    match expr:
        case Ref(name):
            return {"$ref": f"#/$defs/{name}"}
        case ListOf(item):
            return {"type": "array", "items": expression_schema(item)}
        case MapOf(value):
            return {"type": "object", "additionalProperties": expression_schema(value)}
        case Scalar(name):
            return dict(SCALARS[name])


def named_schema(contract: Contract, named: NamedType) -> Schema:
    """A named type as a closed JSON Schema."""
    match named:
        case EnumType(values=values):
            return {"type": "string", "enum": list(values)}
        case AliasType(type=expr):
            return expression_schema(expr)
        case UnionType(tag=tag, cases=cases):
            return union_schema(tag, cases)
        case ObjectType():
            return _object_schema(contract, named)


def union_schema(tag: str, cases: dict[str, str] | Any) -> Schema:
    """A union as JSON Schema that goes by the tag alone, so that a fault inside a case is reported as itself.

    Args:
        tag: the field that tells the cases apart.
        cases: tag value -> name of the case's type.
    """
    branches = [
        {
            "if": {"type": "object", "required": [tag], "properties": {tag: {"const": value}}},
            "then": {"$ref": f"#/$defs/{case}"},
        }
        for value, case in cases.items()
    ]
    return {
        "type": "object",
        "required": [tag],
        "properties": {tag: {"type": "string", "enum": list(cases)}},
        "allOf": branches,
    }


def _object_schema(contract: Contract, named: ObjectType) -> Schema:
    properties = {name: expression_schema(each.type) for name, each in named.fields.items()}
    required = [name for name, each in named.fields.items() if each.required]
    tag = contract.tag_of(named.name)
    if tag:
        # A field of the same name besides the tag: the document defines it twice, and either may be sent.
        own = properties.get(tag.field)
        const: Schema = {"const": tag.value}
        properties[tag.field] = {"anyOf": [const, own]} if own else const
        required = [tag.field, *(name for name in required if name != tag.field)]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def definitions(contract: Contract, names: Iterable[str]) -> Schema:
    """The `$defs` for these types."""
    return {name: named_schema(contract, contract.type(name)) for name in names}


def without_nulls(value: object) -> object:
    """`value` without the object fields that are null: in an input, null stands for absent."""
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [without_nulls(each) for each in value]
    return value


@dataclass(slots=True)
class Validators:
    """Compiled validators of one contract, each made when it is first asked for."""

    contract: Contract
    _compiled: dict[str, jsonschema_rs.Draft202012Validator] = field(default_factory=dict)

    def accepts(self, target: str | TypeExpr | Side, value: object, direction: Direction) -> bool:
        """Whether the closed schema takes `value`."""
        side = _side(target, direction)
        return self._validator(side).is_valid(without_nulls(value) if side.direction == "input" else value)

    def check(self, target: str | TypeExpr | Side, value: object, direction: Direction) -> Report:
        """Every violation and extension of `value`: see `Contract.validate`."""
        side = _side(target, direction)
        value = without_nulls(value) if side.direction == "input" else value
        found: list[Violation | Extension] = []
        for error in self._validator(side).iter_errors(value):
            found += _explain(self.contract, error, side.direction)
        found = sorted(set(found), key=lambda each: (json_path(each.path), str(each)))
        return Report(
            side.name,
            tuple(each for each in found if isinstance(each, Violation)),
            tuple(each for each in found if isinstance(each, Extension)),
        )

    def _validator(self, side: Side) -> jsonschema_rs.Draft202012Validator:
        key = side.name if side.errors else repr(side.type)
        if key not in self._compiled:
            self._compiled[key] = self._compile(side)
        return self._compiled[key]

    def _compile(self, side: Side) -> jsonschema_rs.Draft202012Validator:
        schema = self._error_schema(side.errors) if side.errors else _root_schema(side.type)
        schema["$defs"] = definitions(self.contract, self.contract.reachable(side))
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)

    def _error_schema(self, errors: Sequence[str]) -> Schema:
        types = [self.contract.error(name) for name in errors]
        cases = {each.error.type: each.name for each in types if each.error and each.error.type is not None}
        return union_schema("type", cases)


def _side(target: str | TypeExpr | Side, direction: Direction) -> Side:
    if isinstance(target, Side):
        return target
    expr = Ref(target) if isinstance(target, str) else target
    return Side(expr.name if isinstance(expr, Ref | Scalar) else str(expr), direction, expr)


def _root_schema(expr: TypeExpr | None) -> Schema:
    """The schema of a body; where there is no content, nothing but null fits."""
    return {"type": "null"} if expr is None else expression_schema(expr)


def _explain(
    contract: Contract, error: jsonschema_rs.ValidationError, direction: Direction
) -> list[Violation | Extension]:
    """One error of jsonschema-rs in our words: a row per kind of keyword."""
    path = tuple(error.instance_path)
    owner = _owner(contract, error.schema_path)
    kind, received = error.kind, cast("Any", error.instance)
    match kind:
        case jsonschema_rs.ValidationErrorKind.AdditionalProperties():
            known = _field_names(contract, owner)
            return [
                Extension((*path, name), "unknown field", shown(name), nearest(name, known))
                for name in kind.unexpected
            ]
        case jsonschema_rs.ValidationErrorKind.Required():
            known = [each for each in received if each not in _field_names(contract, owner)]
            expected = _expected_field(owner, kind.property)
            return [Violation((*path, kind.property), "nothing", expected, nearest(kind.property, known))]
        case jsonschema_rs.ValidationErrorKind.Enum() if not isinstance(received, str):
            return []  # reported as a wrong type already
        case jsonschema_rs.ValidationErrorKind.Enum():
            union = not isinstance(owner, EnumType)
            return [_unknown_value(received, path, cast("list[str]", kind.options), direction, union=union)]
        case jsonschema_rs.ValidationErrorKind.Constant():
            return [Violation(path, shown(received), shown(kind.expected_value))]
    return [Violation(path, shown(received), _expected(kind, error))]


def _owner(contract: Contract, schema_path: Sequence[str | int]) -> NamedType | None:
    """The named type whose schema reported the error: `$defs/<name>` stands in the schema's path."""
    if len(schema_path) > 1 and schema_path[0] == "$defs":
        return contract.types.get(str(schema_path[1]))
    return None


def _field_names(contract: Contract, owner: NamedType | None) -> list[str]:
    if not isinstance(owner, ObjectType):
        return []
    tag = contract.tag_of(owner.name)
    return [*owner.fields, *([tag.field] if tag else [])]


def _expected_field(owner: NamedType | None, name: str) -> str:
    if isinstance(owner, ObjectType) and name in owner.fields:
        return f"{text(owner.fields[name].type)} (required)"
    return "the tag of the union (required)"


def _unknown_value(
    value: str, path: Path, options: list[str], direction: Direction, *, union: bool
) -> Violation | Extension:
    near = nearest(value, options)
    if direction == "output":
        return Extension(path, "unknown case" if union else "unknown enum value", shown(value), near)
    listed = ", ".join(options[:_LONGEST_LIST])
    rest = len(options) - _LONGEST_LIST
    return Violation(path, shown(value), f"one of {listed}" + (f" and {rest} more" if rest > 0 else ""), near)


def _expected(kind: Any, error: jsonschema_rs.ValidationError) -> str:
    match kind:
        case jsonschema_rs.ValidationErrorKind.Type():
            return f"{_article(kind.types)}"
        case jsonschema_rs.ValidationErrorKind.Format():
            return f"a {kind.format} (RFC 3339)"
        case jsonschema_rs.ValidationErrorKind.Minimum() | jsonschema_rs.ValidationErrorKind.Maximum():
            return f"an integer within the type's range, whose limit is {kind.limit}"
    return error.message


def _article(types: list[str]) -> str:
    return " or ".join(f"{'an' if each[0] in 'aeiou' else 'a'} {each}" for each in types)
