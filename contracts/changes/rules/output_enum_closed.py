"""What comes could come before, and its values are known now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.types import closed_enums

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from closed_enums(pair)


RULE = Rule(
    id="output-enum-closed",
    clause="2",
    direction="output",
    kind="tightened",
    verdict="allowed",
    subject="type",
    text="a string of an output became an enum",
    find=find,
    mirror="output-enum-opened",
)
