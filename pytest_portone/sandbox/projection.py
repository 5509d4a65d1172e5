"""What a contract makes of a full record: what its types know, and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pytest_portone.contracts.model import EnumType, ListOf, MapOf, ObjectType, Ref, UnionType

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from pytest_portone.contracts.model import Contract, TypeExpr

    Fill: TypeAlias = Callable[[TypeExpr, Mapping[str, Any]], Any]
    Row: TypeAlias = tuple[str, bool, TypeExpr, "_Step | None"]

_Step: TypeAlias = Callable[[Any, "Fill"], Any]
"""Projects a value; None for one that does not fit."""


class Renamed(NamedTuple):
    """A value of an enum, or the tag of a case of a union, that older contracts call otherwise."""

    newer: str
    older: str


def _renamed(value: Any, known: Container[Any]) -> str | None:
    """The name that a contract knows of a value that has two; None where it knows neither."""
    return next((each for each in value if each in known), None) if isinstance(value, Renamed) else None


class Projector:
    """Fits values to the types of one contract. What it knows of a type is worked out when it is first met."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._objects: dict[str, _Step] = {}
        self._roots: dict[TypeExpr, _Step | None] = {}

    def project(self, expr: TypeExpr, value: Any, fill: Fill) -> Any:
        """`value` as the contract's type `expr` has it.

        Fields that the type lacks are dropped, as are optional ones that are None or that do not fit: an enum value,
        or a case of a union, that this contract does not know. Required ones that are missing are filled.

        Args:
            expr: the type.
            value: a decoded JSON value, richer than the type or equal to it.
            fill: gives a value of a type, with these fields as far as it has them.
        """
        if expr not in self._roots:
            self._roots[expr] = self._step(expr)
        step = self._roots[expr]
        fitted = value if step is None or value is None else step(value, fill)
        return fill(expr, {}) if fitted is None else fitted

    def _step(self, expr: TypeExpr) -> _Step | None:
        """How values of a type are projected; None where they stay as they are."""
        resolved = self._contract.resolve(expr)
        match resolved:
            case EnumType(values=values):
                known = frozenset(values)
                return lambda value, _: value if value in known else _renamed(value, known)
            case ListOf(item):
                return self._list(self._step(item))
            case MapOf(inner):
                return self._map(self._step(inner))
            case UnionType():
                return self._union(resolved)
            case ObjectType():
                return self._object(resolved)
        return None

    @staticmethod
    def _list(item: _Step | None) -> _Step | None:
        if item is None:
            return None

        def project(values: Any, fill: Fill) -> list[Any] | None:
            if not isinstance(values, list | tuple):
                return None
            return [fitted for each in values if (fitted := item(each, fill)) is not None]

        return project

    @staticmethod
    def _map(inner: _Step | None) -> _Step | None:
        if inner is None:
            return None

        def project(values: Any, fill: Fill) -> dict[str, Any] | None:
            if not isinstance(values, dict):
                return None
            return {name: fitted for name, each in values.items() if (fitted := inner(each, fill)) is not None}

        return project

    def _union(self, union: UnionType) -> _Step:
        cases: Mapping[Any, str] = union.cases
        tag, objects = union.tag, self._objects
        for name in cases.values():
            self._step(Ref(name))

        def project(value: Any, fill: Fill) -> Any:
            if not isinstance(value, dict):
                return None
            name = value.get(tag)
            case = cases.get(name) or cases.get(_renamed(name, cases))
            return objects[case](value, fill) if case else None

        return project

    def _object(self, named: ObjectType) -> _Step:
        """An object's projection. It is known by its name before its fields are looked at: types may be recursive."""
        known = self._objects.get(named.name)
        if known:
            return known
        rows: list[Row] = []
        tag = self._contract.tag_of(named.name)
        first = {tag.field: tag.value} if tag else {}

        def project(value: Any, fill: Fill) -> dict[str, Any] | None:
            if not isinstance(value, dict):
                return None
            found: dict[str, Any] = dict(first)
            for name, required, expr, step in rows:
                each = value.get(name)
                if each is not None and step is not None:
                    each = step(each, fill)
                if each is not None:
                    found[name] = each
                elif required:
                    found[name] = fill(expr, {})
            return found

        self._objects[named.name] = project
        rows += [(name, each.required, each.type, self._step(each.type)) for name, each in named.fields.items()]
        return project
