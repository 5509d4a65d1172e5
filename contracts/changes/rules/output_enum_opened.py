"""The list of values is gone: a reader survives each that it does not know, and knows none any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.types import opened_enums

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from opened_enums(pair)


RULE = Rule(
    id="output-enum-opened",
    clause="2",
    direction="output",
    kind="loosened",
    verdict="review",
    subject="type",
    text="an enum of an output became a string",
    find=find,
    mirror="output-enum-closed",
)
