"""The answer may be had as one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import added_output_media

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from added_output_media(pair)


RULE = Rule(
    id="output-media-type-added",
    clause="2",
    direction="output",
    kind="added",
    verdict="allowed",
    subject="operation",
    text="an answer comes as one more media type",
    find=find,
    mirror="output-media-type-removed",
)
