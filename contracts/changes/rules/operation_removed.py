"""What was accepted is not even found any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import lost_operations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import ApiPair


def find(pair: ApiPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from lost_operations(pair.old, pair.new, before=True)


RULE = Rule(
    id="operation-removed",
    clause="1",
    direction="input",
    kind="removed",
    verdict="breaking",
    subject="api",
    text="an operation is gone",
    find=find,
    mirror="operation-added",
)
