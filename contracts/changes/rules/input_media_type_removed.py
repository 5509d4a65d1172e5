"""Whoever sends the body as this is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import removed_input_media

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from removed_input_media(pair)


RULE = Rule(
    id="input-media-type-removed",
    clause="1",
    direction="input",
    kind="removed",
    verdict="breaking",
    subject="operation",
    text="a body is not taken as a media type any more",
    find=find,
    mirror="input-media-type-added",
)
