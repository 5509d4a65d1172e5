"""Whoever has left the field out must send it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.fields import changed_fields
from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from changed_fields(pair, required=True)


RULE = Rule(
    id="input-field-made-required",
    clause="1.2",
    direction="input",
    kind="tightened",
    verdict="breaking",
    subject="type",
    text="an optional field of an input became required",
    find=find,
    mirror="input-field-made-optional",
)
