"""Leaving the field out means something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.fields import changed_defaults
from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from changed_defaults(pair, kind="changed")


RULE = Rule(
    id="input-default-changed",
    clause="1",
    direction="input",
    kind="changed",
    verdict="review",
    subject="type",
    text="the default of a field of an input is another one",
    find=find,
    mirror="input-default-changed",
)
