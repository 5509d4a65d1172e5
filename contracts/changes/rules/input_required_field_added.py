"""Whoever sends what was right until now lacks a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.fields import added_fields
from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from added_fields(pair, required=True)


RULE = Rule(
    id="input-required-field-added",
    clause="1.2",
    direction="input",
    kind="added",
    verdict="breaking",
    subject="type",
    text="an input has a new required field",
    find=find,
    unmirrored="the other way round it is input-field-removed, whose mirror is input-field-added",
)
