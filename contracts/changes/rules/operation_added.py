"""More is accepted than before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import lost_operations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import ApiPair


def find(pair: ApiPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from lost_operations(pair.new, pair.old, before=False)


RULE = Rule(
    id="operation-added",
    clause="1",
    direction="input",
    kind="added",
    verdict="allowed",
    subject="api",
    text="there is a new operation",
    find=find,
    mirror="operation-removed",
)
