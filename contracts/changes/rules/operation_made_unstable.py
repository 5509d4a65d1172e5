"""The promise that was given for it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    if pair.new.unstable and not pair.old.unstable:
        yield Change("", "stable", "UNSTABLE")


RULE = Rule(
    id="operation-made-unstable",
    clause="3",
    direction="input",
    kind="loosened",
    verdict="breaking",
    subject="operation",
    text="a stable operation became UNSTABLE",
    find=find,
    mirror="operation-made-stable",
)
