"""Whoever sends what was right until now lacks a parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import added_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from added_parameters(pair, required=True)


RULE = Rule(
    id="required-parameter-added",
    clause="1.2",
    direction="input",
    kind="added",
    verdict="breaking",
    subject="operation",
    text="an operation has a new required parameter",
    find=find,
    unmirrored="the other way round it is parameter-removed, whose mirror is parameter-added",
)
