"""The words that the contracts themselves use: no pseudonym stands for them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pytest_portone import contracts
from pytest_portone.contracts.model import EnumType, ObjectType, UnionType
from pytest_portone.sandbox.routing import Router

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.model import Contract, Operation

_PARAMETER = re.compile(r"\\\{(\w+)\\\}")


def plain_name(name: str) -> str:
    """A name in the form in which names are compared."""
    return name.lower().replace("_", "").replace("-", "")


@cache
def _contracts() -> tuple[Contract, ...]:
    return tuple(contracts.load(each) for each in reversed(contracts.versions()))


@cache
def _routers() -> tuple[Router, ...]:
    return tuple(Router(each) for each in _contracts())


@cache
def field_names() -> frozenset[str]:
    """The names of all fields, tags and parameters of all contracts, as `plain_name` gives them."""
    return frozenset(plain_name(each) for contract in _contracts() for each in _names(contract))


def _names(contract: Contract) -> Iterator[str]:
    for each in contract.types.values():
        if isinstance(each, ObjectType):
            yield from each.fields
        elif isinstance(each, UnionType):
            yield each.tag
    for operation in contract.operations.values():
        yield from (parameter.name for parameter in operation.parameters)


@cache
def words() -> frozenset[str]:
    """The values of enumerations and tags, and the fixed segments of paths."""
    return frozenset(each for contract in _contracts() for each in _words(contract))


def _words(contract: Contract) -> Iterator[str]:
    for each in contract.types.values():
        if isinstance(each, EnumType):
            yield from each.values
        elif isinstance(each, UnionType):
            yield from each.cases
        elif tag := contract.tag_of(each.name):
            yield tag.value
    for operation in contract.operations.values():
        yield from operation.path.split("/")


def parameters(method: str, path: str) -> list[tuple[str, int, int]]:
    """The path parameters in a percent-encoded path: the name of each, where it begins, where it ends."""
    operation = next(filter(None, (each.operation(method, path) for each in _routers())), None)
    match = operation and _template(operation).search(path)
    return [(name, *match.span(name)) for name in match.groupdict()] if match else []


@cache
def _template(operation: Operation) -> re.Pattern[str]:
    return re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", re.escape(operation.path)) + "$")
