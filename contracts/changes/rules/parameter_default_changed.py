"""Leaving the parameter out means something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import changed_defaults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from changed_defaults(pair, kind="changed")


RULE = Rule(
    id="parameter-default-changed",
    clause="1",
    direction="input",
    kind="changed",
    verdict="review",
    subject="operation",
    text="the default of a parameter is another one",
    find=find,
    mirror="parameter-default-changed",
)
