"""A field that could be sent can't be sent any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.fields import removed_fields
from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from removed_fields(pair)


RULE = Rule(
    id="input-field-removed",
    clause="1.1",
    direction="input",
    kind="removed",
    verdict="breaking",
    subject="type",
    text="an input lost a field",
    find=find,
    mirror="input-field-added",
)
