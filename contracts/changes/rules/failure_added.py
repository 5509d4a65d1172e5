"""A reader takes whatever is no success for a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import lost_failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from lost_failures(pair, before=False)


RULE = Rule(
    id="failure-added",
    clause="2",
    direction="output",
    kind="added",
    verdict="allowed",
    subject="operation",
    text="an operation has a new status that is no success and has no error types",
    find=find,
    mirror="failure-removed",
)
