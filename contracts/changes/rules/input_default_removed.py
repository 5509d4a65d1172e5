"""Leaving the field out has lost its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.fields import changed_defaults
from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from changed_defaults(pair, kind="removed")


RULE = Rule(
    id="input-default-removed",
    clause="1",
    direction="input",
    kind="removed",
    verdict="review",
    subject="type",
    text="an optional field of an input has no default any more",
    find=find,
    mirror="input-default-added",
)
