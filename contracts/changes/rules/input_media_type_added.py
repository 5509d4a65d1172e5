"""The body may be sent as one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule
from pytest_portone.contracts.changes.operations import added_input_media

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import OperationPair


def find(pair: OperationPair) -> Iterator[Change]:
    """The differences of this kind."""
    yield from added_input_media(pair)


RULE = Rule(
    id="input-media-type-added",
    clause="1",
    direction="input",
    kind="added",
    verdict="allowed",
    subject="operation",
    text="a body is taken as one more media type",
    find=find,
    mirror="input-media-type-removed",
)
