"""A reader survives a value that it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.types import added_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from added_values(pair)


RULE = Rule(
    id="output-value-added",
    clause="2.4",
    direction="output",
    kind="added",
    verdict="allowed",
    subject="type",
    text="an enum of an output has a new value",
    find=find,
    mirror="output-value-removed",
)
