"""Whoever asks for the answer as this gets none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import removed_output_media

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from removed_output_media(pair)


RULE = Rule(
    id="output-media-type-removed",
    clause="2",
    direction="output",
    kind="removed",
    verdict="breaking",
    subject="operation",
    text="an answer does not come as a media type any more",
    find=find,
    mirror="output-media-type-added",
)
