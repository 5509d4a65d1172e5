"""The form of the output grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import lost_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from lost_answers(pair.new, pair.old, before=False)


RULE = Rule(
    id="success-added",
    clause="2",
    direction="output",
    kind="added",
    verdict="allowed",
    subject="operation",
    text="an operation has a new successful status",
    find=find,
    mirror="success-removed",
)
