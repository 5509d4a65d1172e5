"""The promise holds for it from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    if pair.old.unstable and not pair.new.unstable:
        yield Change("", "UNSTABLE", "stable")


RULE = Rule(
    id="operation-made-stable",
    clause="3",
    direction="input",
    kind="tightened",
    verdict="allowed",
    subject="operation",
    text="an UNSTABLE operation became stable",
    find=find,
    mirror="operation-made-unstable",
)
