"""Who receives webhooks of that version gets none any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes.model import Change, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.changes.model import ApiPair


def find(pair: ApiPair) -> Iterator[Change]:
    """The differences of this kind."""
    for version, name in pair.old.webhooks.items():
        if version not in pair.new.webhooks:
            yield Change(version, name, "")


RULE = Rule(
    id="webhook-version-removed",
    clause="W2",
    direction="output",
    kind="removed",
    verdict="breaking",
    subject="api",
    text="a webhook version is gone",
    find=find,
    mirror="webhook-version-added",
)
