"""The body may be left out now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    if pair.old.body and pair.new.body and pair.old.body.required and not pair.new.body.required:
        yield Change("", "required", "optional")


RULE = Rule(
    id="body-made-optional",
    clause="1",
    direction="input",
    kind="loosened",
    verdict="allowed",
    subject="operation",
    text="a required body became optional",
    find=find,
    mirror="body-made-required",
)
