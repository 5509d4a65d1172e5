"""A body may be sent that nobody has to send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import shown_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    if pair.new.body and not pair.old.body and not pair.new.body.required:
        yield Change("", "", shown_body(pair.new.body))


RULE = Rule(
    id="body-added",
    clause="1.2",
    direction="input",
    kind="added",
    verdict="allowed",
    subject="operation",
    text="an operation takes a body that is optional",
    find=find,
    mirror="body-removed",
)
