"""A case more may be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.types import added_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from added_cases(pair)


RULE = Rule(
    id="input-case-added",
    clause="1",
    direction="input",
    kind="added",
    verdict="allowed",
    subject="type",
    text="a oneOf of an input has a new case",
    find=find,
    mirror="input-case-removed",
)
