"""What a contract makes of a full record: what its types know, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pytest_portone.contracts.model import EnumType, ListOf, MapOf, ObjectType, UnionType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.contracts.model import Contract, Field, TypeExpr

_UNFIT: Final = object()


def project(contract: Contract, expr: TypeExpr, value: Any, fill: Callable[[TypeExpr], Any]) -> Any:
    """`value` as the contract's type `expr` has it.

    Fields that the type lacks are dropped, as are optional ones that are None or that do not fit: an enum value, or
    a case of a union, that this contract does not know yet. Required ones that are missing or do not fit are filled.

    Args:
        contract: whose types they are.
        expr: the type.
        value: a decoded JSON value, richer than the type or equal to it.
        fill: gives a value of a type.
    """
    projected = _Projection(contract, fill).of(expr, value)
    return fill(expr) if projected is _UNFIT else projected


class _Projection:
    def __init__(self, contract: Contract, fill: Callable[[TypeExpr], Any]) -> None:
        self._contract, self._fill = contract, fill

    def of(self, expr: TypeExpr, value: Any) -> Any:
        resolved = self._contract.resolve(expr)
        match resolved:
            case ObjectType():
                return self._object(resolved, value) if isinstance(value, dict) else _UNFIT
            case UnionType(tag=tag, cases=cases):
                case = cases.get(str(value.get(tag))) if isinstance(value, dict) else None
                return self._object(self._contract.types[case], value) if case else _UNFIT
            case EnumType(values=values):
                return value if value in values else _UNFIT
            case ListOf(item):
                return self._items(item, value) if isinstance(value, list | tuple) else _UNFIT
            case MapOf(inner):
                return {name: self.of(inner, each) for name, each in value.items()}
        return value

    def _items(self, item: TypeExpr, values: Any) -> list[Any]:
        projected = [self.of(item, each) for each in values]
        return [each for each in projected if each is not _UNFIT]

    def _object(self, named: Any, value: Mapping[str, Any]) -> dict[str, Any]:
        tag = self._contract.tag_of(named.name)
        found = {tag.field: tag.value} if tag else {}
        for name, each in named.fields.items():
            projected = self._field(each, value.get(name))
            if projected is not _UNFIT:
                found[name] = projected
        return found

    def _field(self, each: Field, value: Any) -> Any:
        projected = _UNFIT if value is None else self.of(each.type, value)
        return self._fill(each.type) if projected is _UNFIT and each.required else projected
