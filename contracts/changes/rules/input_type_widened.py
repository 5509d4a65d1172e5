"""All that was accepted still is."""

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
    id="input-type-widened",
    clause="1",
    direction="input",
    kind="loosened",
    verdict="allowed",
    subject="type",
    text="an input takes more values than before",
    find=find,
    mirror="input-type-narrowed",
)
