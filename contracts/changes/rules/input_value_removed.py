"""A value that could be sent is not accepted any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.types import removed_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from removed_values(pair)


RULE = Rule(
    id="input-value-removed",
    clause="1.4",
    direction="input",
    kind="removed",
    verdict="breaking",
    subject="type",
    text="an enum of an input lost a value",
    find=find,
    mirror="input-value-added",
)
