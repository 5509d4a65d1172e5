"""Something that was accepted is not accepted any more."""

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
    id="input-type-narrowed",
    clause="1.3",
    direction="input",
    kind="tightened",
    verdict="breaking",
    subject="type",
    text="an input takes fewer values than before",
    find=find,
    mirror="input-type-widened",
)
