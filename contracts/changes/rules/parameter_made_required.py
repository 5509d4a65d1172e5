"""Whoever has left the parameter out must send it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import changed_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from changed_parameters(pair, required=True)


RULE = Rule(
    id="parameter-made-required",
    clause="1.2",
    direction="input",
    kind="tightened",
    verdict="breaking",
    subject="operation",
    text="an optional parameter became required",
    find=find,
    mirror="parameter-made-optional",
)
