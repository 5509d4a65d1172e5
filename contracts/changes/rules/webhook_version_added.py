"""Nobody gets webhooks of a version that they did not choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import ApiPair


def find(pair: ApiPair) -> Iterator[Change]:
    """The differences of this kind."""
    for version, name in pair.new.webhooks.items():
        if version not in pair.old.webhooks:
            yield Change(version, "", name)


RULE = Rule(
    id="webhook-version-added",
    clause="W2",
    direction="output",
    kind="added",
    verdict="allowed",
    subject="api",
    text="there is a new webhook version",
    find=find,
    mirror="webhook-version-removed",
)
