"""A reader survives an error that it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import lost_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from lost_errors(pair, before=False)


RULE = Rule(
    id="error-added",
    clause="2.4",
    direction="output",
    kind="added",
    verdict="allowed",
    subject="operation",
    text="an operation has a new error type",
    find=find,
    mirror="error-removed",
)
