"""A case does not come any more: the form shrinks, and no reader crashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.types import removed_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from removed_cases(pair)


RULE = Rule(
    id="output-case-removed",
    clause="2",
    direction="output",
    kind="removed",
    verdict="review",
    subject="type",
    text="a oneOf of an output lost a case",
    find=find,
    mirror="output-case-added",
)
