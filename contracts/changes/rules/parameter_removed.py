"""A parameter that could be sent can't be sent any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import removed_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from removed_parameters(pair)


RULE = Rule(
    id="parameter-removed",
    clause="1.1",
    direction="input",
    kind="removed",
    verdict="breaking",
    subject="operation",
    text="an operation lost a parameter",
    find=find,
    mirror="parameter-added",
)
