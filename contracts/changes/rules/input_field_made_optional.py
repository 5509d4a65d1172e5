"""The field may be left out now."""

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
    id="input-field-made-optional",
    clause="1",
    direction="input",
    kind="loosened",
    verdict="allowed",
    subject="type",
    text="a required field of an input became optional",
    find=find,
    mirror="input-field-made-required",
)
