"""A reader survives a case that it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.types import added_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from added_cases(pair)


RULE = Rule(
    id="output-case-added",
    clause="2.4",
    direction="output",
    kind="added",
    verdict="allowed",
    subject="type",
    text="a oneOf of an output has a new case",
    find=find,
    mirror="output-case-removed",
)
