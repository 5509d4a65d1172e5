"""A failure does not come any more: the form shrinks, and no reader crashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import lost_failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from lost_failures(pair, before=True)


RULE = Rule(
    id="failure-removed",
    clause="2",
    direction="output",
    kind="removed",
    verdict="review",
    subject="operation",
    text="an operation lost a status that is no success and has no error types",
    find=find,
    mirror="failure-added",
)
