"""What marks the object is refused now."""

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
    id="input-tag-changed",
    clause="1",
    direction="input",
    kind="changed",
    verdict="breaking",
    subject="type",
    text="an object of an input has to be marked with another value",
    find=find,
    mirror="input-tag-changed",
)
