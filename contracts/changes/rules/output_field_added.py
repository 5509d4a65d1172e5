"""A reader skips a field that it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.fields import added_fields
from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from added_fields(pair, required=None)


RULE = Rule(
    id="output-field-added",
    clause="2.4",
    direction="output",
    kind="added",
    verdict="allowed",
    subject="type",
    text="an output has a new field",
    find=find,
    mirror="output-field-removed",
)
