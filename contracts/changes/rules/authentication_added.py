"""Whoever sends none is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    if pair.new.authenticated and not pair.old.authenticated:
        yield Change("Authorization", "none", "required")


RULE = Rule(
    id="authentication-added",
    clause="1",
    direction="input",
    kind="added",
    verdict="breaking",
    subject="operation",
    text="an operation asks for credentials now",
    find=find,
    mirror="authentication-removed",
)
