"""The field may be missing now: forbidden where it was in use, permitted for a new use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.fields import changed_fields
from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from changed_fields(pair, required=False)


RULE = Rule(
    id="output-field-made-optional",
    clause="2.2x",
    direction="output",
    kind="loosened",
    verdict="review",
    subject="type",
    text="a required field of an output became optional",
    find=find,
    mirror="output-field-made-required",
)
