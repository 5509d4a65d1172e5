"""Leaving the field out has a meaning that it had not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.fields import changed_defaults
from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from changed_defaults(pair, kind="added")


RULE = Rule(
    id="input-default-added",
    clause="1",
    direction="input",
    kind="added",
    verdict="review",
    subject="type",
    text="an optional field of an input has a default now",
    find=find,
    mirror="input-default-removed",
)
