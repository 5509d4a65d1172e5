"""A field that could be read does not come any more, required or not."""

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
    id="output-field-removed",
    clause="2.1",
    direction="output",
    kind="removed",
    verdict="breaking",
    subject="type",
    text="an output lost a field",
    find=find,
    mirror="output-field-added",
)
