"""A case that could be sent is not accepted any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.types import removed_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from removed_cases(pair)


RULE = Rule(
    id="input-case-removed",
    clause="1.3",
    direction="input",
    kind="removed",
    verdict="breaking",
    subject="type",
    text="a oneOf of an input lost a case",
    find=find,
    mirror="input-case-added",
)
