"""An answer that was read does not come any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import lost_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from lost_answers(pair.old, pair.new, before=True)


RULE = Rule(
    id="success-removed",
    clause="2.1",
    direction="output",
    kind="removed",
    verdict="breaking",
    subject="operation",
    text="an operation lost a successful status",
    find=find,
    mirror="success-added",
)
