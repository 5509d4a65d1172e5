"""Operations in both contracts: what rules about them share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.contracts.changes.model import Change
from pytest_portone.contracts.expressions import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.contracts.changes.model import OperationPair
    from pytest_portone.contracts.model import Body, Contract, Operation, Parameter

_PARAMETER = re.compile(r"\{[^{}]*\}")
_SUCCESS = range(200, 300)
Address: TypeAlias = tuple[str, str]
"""Method, and path with nameless parameters: how an operation is called, which its id is not seen in."""


def address(operation: Operation) -> Address:
    """How an operation is called."""
    return operation.method, _PARAMETER.sub("{}", operation.path)


def by_address(contract: Contract) -> Mapping[Address, Operation]:
    """The operations of a contract."""
    return {address(each): each for each in contract.operations.values()}


def lost_operations(some: Contract, others: Contract, *, before: bool) -> Iterator[Change]:
    """Operations of the one contract that the other has not; `before` says whether the one is the older."""
    known = by_address(others)
    for each in some.operations.values():
        if address(each) not in known:
            called = f"{each.method} {each.path}"
            yield Change(each.id, *((called, "") if before else ("", called)))


def path_parameters(pair: OperationPair) -> Iterator[tuple[Parameter, Parameter]]:
    """The parameters of both paths, by their places: their names are not seen on the wire."""
    yield from zip(_in_order(pair.old), _in_order(pair.new), strict=False)


def query_parameters(pair: OperationPair) -> Iterator[tuple[Parameter, Parameter]]:
    """The query parameters that both have, by name."""
    old, new = _query(pair.old), _query(pair.new)
    for name in [each for each in old if each in new]:
        yield old[name], new[name]


def removed_parameters(pair: OperationPair) -> Iterator[Change]:
    """Query parameters that only the older has."""
    old, new = _query(pair.old), _query(pair.new)
    for name in [each for each in old if each not in new]:
        yield Change(name, _shown(old[name]), "", f".query.{name}")


def added_parameters(pair: OperationPair, *, required: bool) -> Iterator[Change]:
    """Query parameters that only the newer has."""
    old, new = _query(pair.old), _query(pair.new)
    for name in [each for each in new if each not in old]:
        if new[name].required is required:
            yield Change(name, "", _shown(new[name]), f".query.{name}")


def changed_parameters(pair: OperationPair, *, required: bool) -> Iterator[Change]:
    """Query parameters of both that became required, or optional."""
    for old, new in query_parameters(pair):
        if new.required is required and old.required is not required:
            yield Change(new.name, _shown(old), _shown(new), f".query.{new.name}")


def lost_answers(some: Operation, others: Operation, *, before: bool) -> Iterator[Change]:
    """Successes of the one operation that the other has not."""
    known = {each.status for each in others.answers}
    for each in some.answers:
        if each.status in _SUCCESS and each.status not in known:
            told = str(each.status)
            yield Change(told, *((told, "") if before else ("", told)))


def emptied_answers(some: Operation, others: Operation, *, before: bool) -> Iterator[Change]:
    """Answers that have content in the one operation and none in the other."""
    types = {each.status: each.type for each in others.answers}
    for each in some.answers:
        if each.type is not None and types.get(each.status, each.type) is None:
            told = text(each.type)
            yield Change(str(each.status), *((told, "") if before else ("", told)))


def lost_errors(pair: OperationPair, *, before: bool) -> Iterator[Change]:
    """Errors, by status and `type`, that only the older operation has, or only the newer."""
    old, new = errors(pair.old_contract, pair.old), errors(pair.new_contract, pair.new)
    some, others = (old, new) if before else (new, old)
    for each in [each for each in some if each not in others]:
        yield Change(each, *((each, "") if before else ("", each)))


def errors(contract: Contract, operation: Operation) -> Mapping[str, str]:
    """The error types of an operation by what is seen of them: `404 PAYMENT_NOT_FOUND`."""
    return {
        f"{status} {each.error.type or each.name}": each.name
        for status, types in contract.errors_of(operation).items()
        for each in types
        if each.error
    }


def shown_body(body: Body) -> str:
    """A body as text."""
    return f"{'' if body.required else 'optional '}{text(body.type)}"


def _shown(parameter: Parameter) -> str:
    return f"{'' if parameter.required else 'optional '}{text(parameter.type)}"


def _query(operation: Operation) -> Mapping[str, Parameter]:
    return {each.name: each for each in operation.parameters_in("query")}


def _in_order(operation: Operation) -> list[Parameter]:
    named = {each.name: each for each in operation.parameters_in("path")}
    return [named[each[1:-1]] for each in _PARAMETER.findall(operation.path) if each[1:-1] in named]
