"""The parameter may be left out now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import changed_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from changed_parameters(pair, required=False)


RULE = Rule(
    id="parameter-made-optional",
    clause="1",
    direction="input",
    kind="loosened",
    verdict="allowed",
    subject="operation",
    text="a required parameter became optional",
    find=find,
    mirror="parameter-made-required",
)
