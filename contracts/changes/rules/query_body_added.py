"""It may be sent in the query parameter `requestBody`, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    if pair.old.body and pair.new.body and pair.new.body.in_query and not pair.old.body.in_query:
        yield Change("requestBody", "", "in the query")


RULE = Rule(
    id="query-body-added",
    clause="1",
    direction="input",
    kind="added",
    verdict="allowed",
    subject="operation",
    text="a body may stand in the query as well",
    find=find,
    mirror="query-body-removed",
)
