"""Something comes that nobody was told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.types import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import TypePair


def find(pair: TypePair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from replaced(pair, fits=False)


RULE = Rule(
    id="output-type-widened",
    clause="2.3",
    direction="output",
    kind="loosened",
    verdict="breaking",
    subject="type",
    text="an output has values that it could not have",
    find=find,
    mirror="output-type-narrowed",
)
