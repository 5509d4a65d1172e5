"""The names that a contract has for what stands at given places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.contracts.model import AliasType, ListOf, MapOf, ObjectType, Ref, UnionType

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.model import TypeExpr

Root: TypeAlias = "tuple[str, TypeExpr]"
"""A JSON path, and what stands there."""


def names_at(contract: Contract, roots: Iterable[Root], paths: Collection[str]) -> Iterator[tuple[str, str]]:
    """Places and the names of the types that may stand there, aliases too; where a oneOf stands, of all its cases.

    Args:
        contract: where names are looked up.
        roots: where to begin.
        paths: the places that are asked for. What is inside of one is only looked at where it is one of them.
    """
    steps = list(dict.fromkeys(roots))
    seen = set(steps)
    for path, expr in steps:
        if path not in paths:
            continue
        if isinstance(expr, Ref):
            yield path, expr.name
        inner = [(path + step, each) for step, each in _inside(contract, expr)]
        steps += [each for each in dict.fromkeys(inner) if each not in seen]
        seen.update(inner)


def _inside(contract: Contract, expr: TypeExpr) -> Iterator[Root]:
    """What is one step further in: the step, and what stands there."""
    node: Any = contract.type(expr.name) if isinstance(expr, Ref) else expr
    kind = _INSIDE.get(type(node))
    return kind(contract, node) if kind else iter(())


def _alias(_contract: Contract, node: AliasType) -> Iterator[Root]:
    yield "", node.type


def _fields(_contract: Contract, node: ObjectType) -> Iterator[Root]:
    yield from ((f".{each.name}", each.type) for each in node.fields.values())


def _cases(_contract: Contract, node: UnionType) -> Iterator[Root]:
    yield from (("", Ref(each)) for each in node.cases.values())


def _items(_contract: Contract, node: ListOf) -> Iterator[Root]:
    yield "[*]", node.item


def _values(_contract: Contract, node: MapOf) -> Iterator[Root]:
    yield ".*", node.value


_INSIDE: Mapping[type, Callable[[Contract, Any], Iterator[Root]]] = {
    AliasType: _alias,
    ObjectType: _fields,
    UnionType: _cases,
    ListOf: _items,
    MapOf: _values,
}
"""By the kind of what stands there."""


def sent_roots(contract: Contract, operation_id: str) -> Iterator[Root]:
    """Where a request's types begin: parameters and body."""
    operation = contract.operation(operation_id)
    for each in operation.parameters:
        yield f"$.{each.location}.{each.name}", each.type
    if operation.body:
        yield "$", operation.body.type


def answer_roots(contract: Contract, operation_id: str, status: int) -> Iterator[Root]:
    """Where the types of an answer with this status begin; none where the contract does not know it."""
    operation = contract.operation(operation_id)
    if status in contract.statuses(operation):
        side = contract.answer(operation, status)
        yield from (("$", Ref(each)) for each in side.errors)
        if side.type is not None:
            yield "$", side.type
