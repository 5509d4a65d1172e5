"""All that comes could come before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.types import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from replaced(pair, fits=True)


RULE = Rule(
    id="output-type-narrowed",
    clause="2",
    direction="output",
    kind="tightened",
    verdict="allowed",
    subject="type",
    text="an output has fewer values than before",
    find=find,
    mirror="output-type-widened",
)
