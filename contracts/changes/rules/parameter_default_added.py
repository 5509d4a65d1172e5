"""Leaving the parameter out has a meaning that it had not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import changed_defaults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from changed_defaults(pair, kind="added")


RULE = Rule(
    id="parameter-default-added",
    clause="1",
    direction="input",
    kind="added",
    verdict="review",
    subject="operation",
    text="an optional parameter has a default now",
    find=find,
    mirror="parameter-default-removed",
)
