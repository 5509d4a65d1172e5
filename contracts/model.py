"""What an API is: operations, and the types that travel. Frozen data, no I/O.

A type expression (`TypeExpr`) stands wherever a value's type is named: in a field, a parameter, a body::

    Scalar("string")   Ref("Payment")   ListOf(Ref("Payment"))   MapOf(Scalar("int64"))

A named type (`NamedType`) is what a `Ref` leads to: `ObjectType`, `UnionType`, `EnumType` or `AliasType`.
Order is never visible on the wire, so fields and cases are mappings and compare without regard to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.contracts.errors import UnknownNameError
from pytest_portone.contracts.scalars import JSON, MEDIA_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.contracts.schema import Report, Validators

Direction: TypeAlias = Literal["input", "output"]
Location: TypeAlias = Literal["path", "query"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; `name` is a key of `pytest_portone.contracts.scalars.SCALARS`."""

    name: str


@dataclass(frozen=True, slots=True)
class Ref:
    """The named type `name`."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A JSON array whose items are all of one type."""

    item: TypeExpr


@dataclass(frozen=True, slots=True)
class MapOf:
    """A JSON object with free keys, whose values are all of one type."""

    value: TypeExpr


TypeExpr: TypeAlias = Scalar | Ref | ListOf | MapOf


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object: its name on the wire, its type, and whether it must be there.

    `default` says what leaving it out stands for in an input: JSON text, as `json_text` writes it, or None.
    """

    name: str
    type: TypeExpr
    required: bool = True
    default: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorMark:
    """What makes an object an error: its HTTP status, and the value of its `type` field where one is known."""

    status: int
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """The field that tells a union's cases apart, and the value that it has in one case."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class ObjectType:
    """A JSON object. The field that tells it apart in a union is not among `fields`: see `Contract.tag_of`."""

    name: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    error: ErrorMark | None = None
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class UnionType:
    """One of several objects, told apart by the field `tag`; `cases` maps its value to the name of a type."""

    name: str
    tag: str
    cases: Mapping[str, str]
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class EnumType:
    """A string out of a list that may grow (clause 2.4)."""

    name: str
    values: tuple[str, ...]
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class AliasType:
    """A name for a type expression."""

    name: str
    type: TypeExpr
    note: str = field(default="", compare=False)


NamedType: TypeAlias = ObjectType | UnionType | EnumType | AliasType
Resolved: TypeAlias = NamedType | Scalar | ListOf | MapOf
"""What a type expression stands for, once references and aliases are followed."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path or query parameter. One whose type is an object travels as JSON text. `default` is a field's."""

    name: str
    location: Location
    type: TypeExpr
    required: bool
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A request body. With `in_query`, it may stand as JSON text in the query parameter `requestBody` instead.

    `media` has its media types where they are others than its type says: see `media_types`.
    """

    type: TypeExpr
    required: bool = True
    in_query: bool = False
    media: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers with `status`; `type` is None where there is no content. `media` is a body's."""

    status: int
    type: TypeExpr | None = None
    media: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an operation that carries a body, named for messages: `validate` takes it as it takes a type."""

    name: str
    direction: Direction
    type: TypeExpr | None
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path: parameters of the path first, then of the query.

    `errors` names error types; their statuses are theirs (`ErrorMark`).
    """

    id: str
    method: str
    path: str
    area: str = field(default="api", compare=False)
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    answers: tuple[Answer, ...] = (Answer(200),)
    errors: tuple[str, ...] = ()
    authenticated: bool = True
    unstable: bool = False
    note: str = field(default="", compare=False)

    def parameters_in(self, location: Location) -> tuple[Parameter, ...]:
        """The parameters in the path or in the query."""
        return tuple(each for each in self.parameters if each.location == location)

    @property
    def request(self) -> Side:
        """The request body's side; its `type` is None where the operation takes no body."""
        return Side(f"{self.id} request", "input", self.body.type if self.body else None)

    @property
    def success(self) -> Answer:
        """The first answer with a 2xx status.

        Raises:
            UnknownNameError: the operation documents no success.
        """
        for answer in self.answers:
            if 200 <= answer.status < 300:  # noqa: PLR2004 - RFC 9110, section 15.3
                return answer
        raise UnknownNameError("a success status", self.id, [str(each.status) for each in self.answers])


@dataclass(frozen=True)
class Contract:
    """The API at one date: `version`, operations by id, types by name, webhook types by webhook version."""

    version: str
    operations: Mapping[str, Operation]
    types: Mapping[str, NamedType]
    webhooks: Mapping[str, str] = field(default_factory=dict)
    server: str = field(default="https://api.portone.io", compare=False)
    note: str = field(default="", compare=False)

    def operation(self, operation_id: str) -> Operation:
        """The operation with this id.

        Raises:
            UnknownNameError: there is none; the message names the nearest.
        """
        try:
            return self.operations[operation_id]
        except KeyError:
            raise UnknownNameError("operation", operation_id, self.operations) from None

    def type(self, name: str) -> NamedType:
        """The type with this name.

        Raises:
            UnknownNameError: there is none; the message names the nearest.
        """
        try:
            return self.types[name]
        except KeyError:
            raise UnknownNameError("type", name, self.types) from None

    def resolve(self, expr: TypeExpr) -> NamedType | Scalar | ListOf | MapOf:
        """What `expr` stands for: references and aliases followed to their end."""
        if isinstance(expr, Ref):
            named = self.type(expr.name)
            return self.resolve(named.type) if isinstance(named, AliasType) else named
        return expr

    @cached_property
    def _tags(self) -> dict[str, Tag]:
        unions = (each for each in self.types.values() if isinstance(each, UnionType))
        tags = {case: Tag(union.tag, value) for union in unions for value, case in union.cases.items()}
        for each in self.types.values():
            if isinstance(each, ObjectType) and each.error and each.error.type is not None:
                tags[each.name] = Tag("type", each.error.type)
        return tags

    def tag_of(self, name: str) -> Tag | None:
        """The tag that an object of type `name` carries as a case of a union, or as an error."""
        return self._tags.get(name)

    def error(self, name: str) -> ObjectType:
        """The error type with this name.

        Raises:
            UnknownNameError: there is none, or it is no error.
        """
        named = self.types.get(name)
        if isinstance(named, ObjectType) and named.error:
            return named
        raise UnknownNameError("error type", name, [each.name for each in self.error_types])

    @cached_property
    def error_types(self) -> tuple[ObjectType, ...]:
        """Every error type."""
        return tuple(each for each in self.types.values() if isinstance(each, ObjectType) and each.error)

    def errors_of(self, operation: Operation) -> dict[int, tuple[ObjectType, ...]]:
        """The error types of `operation` by HTTP status, in ascending order of status."""
        by_status: dict[int, list[ObjectType]] = {}
        for name in operation.errors:
            error = self.error(name)
            assert error.error is not None  # noqa: S101 - `error` returns nothing else
            by_status.setdefault(error.error.status, []).append(error)
        return {status: tuple(by_status[status]) for status in sorted(by_status)}

    def statuses(self, operation: Operation) -> tuple[int, ...]:
        """Every HTTP status that `operation` documents, ascending."""
        return tuple(sorted({each.status for each in operation.answers} | set(self.errors_of(operation))))

    def answer(self, operation: Operation, status: int) -> Side:
        """The side of `operation` that answers with `status`.

        Raises:
            UnknownNameError: the operation documents no such status.
        """
        name = f"{operation.id} {status}"
        errors = self.errors_of(operation).get(status)
        if errors:
            return Side(name, "output", None, tuple(each.name for each in errors))
        for each in operation.answers:
            if each.status == status:
                return Side(name, "output", each.type)
        known = [str(each) for each in self.statuses(operation)]
        raise UnknownNameError(f"status of {operation.id}", str(status), known)

    @cached_property
    def _validators(self) -> Validators:
        from pytest_portone.contracts.schema import Validators

        return Validators(self)

    def validate(self, target: str | TypeExpr | Side, value: object, *, direction: Direction = "output") -> Report:
        """Check a decoded JSON value against a type, or against a side of an operation.

        Args:
            target: a type's name, a type expression, or a side (`operation.request`, `contract.answer(...)`).
            value: what `json.loads` returns.
            direction: how a bare type is used. In an input, a null counts as absent, and an unknown enum value or
                union case is a violation; in an output both are extensions (clause 2.4). A side brings its own.

        Returns:
            A `Report` with every violation and every extension, each with its JSON path.

        Raises:
            UnknownNameError: `target` names no type of this contract.
        """
        return self._validators.check(target, value, direction)

    def is_valid(self, target: str | TypeExpr | Side, value: object, *, direction: Direction = "output") -> bool:
        """Whether `value` is exactly of the type: no violation and no extension. Takes what `validate` takes."""
        return self._validators.accepts(target, value, direction)

    def reachable(self, *roots: TypeExpr | Side) -> Iterator[str]:
        """Names of the types that can be met from `roots`, each once, in the order of a walk in depth."""
        seen: set[str] = set()
        stack = [name for root in reversed(roots) for name in reversed(names_in(root))]
        while stack:
            name = stack.pop()
            if name in seen:
                continue
            seen.add(name)
            yield name
            stack.extend(reversed(names_in(self.type(name))))


def media_types(content: Body | Answer) -> frozenset[str]:
    """The media types that a body or an answer may travel as; none where there is no content."""
    return frozenset() if content.type is None else content.media or frozenset({media_type(content.type)})


def media_type(expr: TypeExpr) -> str:
    """The media type that a type travels as by itself."""
    return MEDIA_TYPES.get(expr.name, JSON) if isinstance(expr, Scalar) else JSON


def names_in(node: TypeExpr | NamedType | Side | None) -> list[str]:
    """The names of the types that `node` refers to directly, in order."""
    match node:
        case Ref(name):
            return [name]
        case ListOf(inner) | MapOf(inner) | AliasType(type=inner):
            return names_in(inner)
        case ObjectType(fields=fields):
            return [name for each in fields.values() for name in names_in(each.type)]
        case UnionType(cases=cases):
            return list(cases.values())
        case Side(type=inner, errors=errors):
            return [*names_in(inner), *errors]
    return []


def references(operation: Operation) -> list[TypeExpr]:
    """Every type expression that `operation` uses, errors included, in the order of its notation."""
    parts: list[Any] = [each.type for each in operation.parameters]
    if operation.body:
        parts.append(operation.body.type)
    parts += [each.type for each in operation.answers if each.type is not None]
    return [*parts, *(Ref(name) for name in operation.errors)]
