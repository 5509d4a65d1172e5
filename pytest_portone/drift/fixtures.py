"""The fixture. What is heavy is imported inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_portone import settings
from pytest_portone.drift.options import PLUGIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.drift.drifted import Drifted
    from pytest_portone.findings.model import Seen


@pytest.fixture
def portone_drift(request: pytest.FixtureRequest) -> Iterator[Drifted]:
    """What this test met that the contract does not say: `.findings`, `.check(exchange)`, `.assert_clean()`.

    With `--portone-drift` it is what the run reports; without, the fixture listens by itself, from its setup on.
    """
    from pytest_portone.drift.drifted import Drifted
    from pytest_portone.drift.hearing import Ear
    from pytest_portone.drift.session import seen_in

    contract = settings.contract(request.config, request.node)
    plugin = request.config.pluginmanager.get_plugin(PLUGIN)
    if plugin:
        yield Drifted(contract, lambda: plugin.seen(request.node))
        return
    ear = Ear(settings.base_urls(request.config))
    seen: list[Seen] = []

    def heard() -> list[Seen]:
        seen.extend(seen_in(contract, ear.heard(request.node.nodeid)))
        return seen

    with ear.listening():
        yield Drifted(contract, heard)
