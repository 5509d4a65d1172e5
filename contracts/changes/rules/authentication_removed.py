"""They may still be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    if pair.old.authenticated and not pair.new.authenticated:
        yield Change("Authorization", "required", "none")


RULE = Rule(
    id="authentication-removed",
    clause="1",
    direction="input",
    kind="removed",
    verdict="allowed",
    subject="operation",
    text="an operation asks for no credentials any more",
    find=find,
    mirror="authentication-added",
)
