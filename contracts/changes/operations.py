"""Operations in both contracts: what rules about them share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.contracts.changes.defaults import other_defaults
from pytest_portone.contracts.changes.model import Change
from pytest_portone.contracts.expressions import text
from pytest_portone.contracts.model import media_types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.contracts.changes.model import Kind, OperationPair
    from pytest_portone.contracts.model import Answer, Body, Contract, Operation, Parameter

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


def changed_defaults(pair: OperationPair, *, kind: Kind) -> Iterator[Change]:
    """Query parameters of both, optional in both, whose default was added, removed or changed."""
    for old, new in other_defaults(query_parameters(pair), kind):
        yield Change(new.name, old.default or "", new.default or "", f".query.{new.name}")


def removed_input_media(pair: OperationPair) -> Iterator[Change]:
    """Media types that only the older body is taken as."""
    if pair.old.body and pair.new.body:
        for each in sorted(media_types(pair.old.body) - media_types(pair.new.body)):
            yield Change(each, each, "")


def added_input_media(pair: OperationPair) -> Iterator[Change]:
    """Media types that only the newer body is taken as."""
    if pair.old.body and pair.new.body:
        for each in sorted(media_types(pair.new.body) - media_types(pair.old.body)):
            yield Change(each, "", each)


def removed_output_media(pair: OperationPair) -> Iterator[Change]:
    """Media types that an answer with content comes as in the older operation alone."""
    for old, new in _answers(pair):
        for each in sorted(media_types(old) - media_types(new)):
            yield Change(str(new.status), each, "")


def added_output_media(pair: OperationPair) -> Iterator[Change]:
    """Media types that an answer with content comes as in the newer operation alone."""
    for old, new in _answers(pair):
        for each in sorted(media_types(new) - media_types(old)):
            yield Change(str(new.status), "", each)


def _answers(pair: OperationPair) -> Iterator[tuple[Answer, Answer]]:
    """The answers of both that have content in both, by their status."""
    old = {each.status: each for each in pair.old.answers if each.type is not None}
    for each in pair.new.answers:
        if each.type is not None and each.status in old:
            yield old[each.status], each


def lost_answers(some: Operation, others: Operation, *, before: bool) -> Iterator[Change]:
    """Successes of the one operation that the other has not."""
    known = {each.status for each in others.answers}
    for each in some.answers:
        if each.status in _SUCCESS and each.status not in known:
            told = str(each.status)
            yield Change(told, *((told, "") if before else ("", told)))


def lost_failures(pair: OperationPair, *, before: bool) -> Iterator[Change]:
    """Other statuses than successes that only the older operation has, or only the newer; none with error types."""
    contracts = (pair.old_contract, pair.old), (pair.new_contract, pair.new)
    (_, some), (contract, others) = contracts if before else contracts[::-1]
    known = {*contract.statuses(others), *_SUCCESS}
    for status in [each.status for each in some.answers if each.status not in known]:
        told = str(status)
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
    known: dict[str, str] = {}
    for status, types in contract.errors_of(operation).items():
        for each in types:
            told = f"{status} {each.error.type}" if each.error and each.error.type is not None else f"{status}"
            while told in known:
                told += " another"
            known[told] = each.name
    return known


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
