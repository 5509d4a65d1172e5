"""A parameter may be sent that nobody has to send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import added_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from added_parameters(pair, required=False)


RULE = Rule(
    id="parameter-added",
    clause="1.2",
    direction="input",
    kind="added",
    verdict="allowed",
    subject="operation",
    text="an operation has a new optional parameter",
    find=find,
    mirror="parameter-removed",
)
