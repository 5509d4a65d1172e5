"""The field always comes now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.fields import changed_fields
from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from changed_fields(pair, required=True)


RULE = Rule(
    id="output-field-made-required",
    clause="2.2",
    direction="output",
    kind="tightened",
    verdict="allowed",
    subject="type",
    text="an optional field of an output became required",
    find=find,
    mirror="output-field-made-optional",
)
