"""A field may be sent that nobody has to send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.fields import added_fields
from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from added_fields(pair, required=False)


RULE = Rule(
    id="input-field-added",
    clause="1.2",
    direction="input",
    kind="added",
    verdict="allowed",
    subject="type",
    text="an input has a new optional field",
    find=find,
    mirror="input-field-removed",
)
