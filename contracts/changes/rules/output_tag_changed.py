"""A value that is always the same is another one now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.fields import changed_tag
from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from changed_tag(pair)


RULE = Rule(
    id="output-tag-changed",
    clause="2",
    direction="output",
    kind="changed",
    verdict="review",
    subject="type",
    text="an object of an output is marked with another value",
    find=find,
    mirror="output-tag-changed",
)
