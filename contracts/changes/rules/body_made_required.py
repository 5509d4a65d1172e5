"""Whoever has sent none must send one now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    if pair.old.body and pair.new.body and pair.new.body.required and not pair.old.body.required:
        yield Change("", "optional", "required")


RULE = Rule(
    id="body-made-required",
    clause="1.2",
    direction="input",
    kind="tightened",
    verdict="breaking",
    subject="operation",
    text="an optional body became required",
    find=find,
    mirror="body-made-optional",
)
