"""Whoever sends it in the query parameter `requestBody` is not understood any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    if pair.old.body and pair.new.body and pair.old.body.in_query and not pair.new.body.in_query:
        yield Change("requestBody", "in the query", "")


RULE = Rule(
    id="query-body-removed",
    clause="1",
    direction="input",
    kind="removed",
    verdict="breaking",
    subject="operation",
    text="a body can't stand in the query any more",
    find=find,
    mirror="query-body-added",
)
