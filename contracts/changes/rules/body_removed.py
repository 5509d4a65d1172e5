"""What could be sent can't be sent any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import shown_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    if pair.old.body and not pair.new.body:
        yield Change("", shown_body(pair.old.body), "")


RULE = Rule(
    id="body-removed",
    clause="1.1",
    direction="input",
    kind="removed",
    verdict="breaking",
    subject="operation",
    text="an operation takes no body any more",
    find=find,
    mirror="body-added",
)
