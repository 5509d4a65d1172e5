"""A value does not come any more: the form shrinks, and no reader crashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.types import removed_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from removed_values(pair)


RULE = Rule(
    id="output-value-removed",
    clause="2",
    direction="output",
    kind="removed",
    verdict="review",
    subject="type",
    text="an enum of an output lost a value",
    find=find,
    mirror="output-value-added",
)
