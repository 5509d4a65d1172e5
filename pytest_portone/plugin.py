"""The pytest plugin's entry: options, hooks, fixtures.

Every run loads it, so it imports the standard library and pytest only; what is heavy is imported where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_portone import optional_value, settings
from pytest_portone.contract_run import options as contract_run
from pytest_portone.drift import options as drift
from pytest_portone.drift.fixtures import portone_drift
from pytest_portone.fixtures import (
    _portone_line,
    _portone_sandbox,
    _portone_tls,
    fail_on_complaints,
    note_complaints,
    portone,
    portone_async_client,
    portone_client,
    portone_compat,
    portone_contract,
    portone_mock,
    portone_server,
    portone_settings,
)
from pytest_portone.gate import options as gate
from pytest_portone.reconciliation.fixtures import (
    note_reconciliations,
    portone_ledger,
    portone_ledger_mapping,
    portone_reconciled,
    portone_terms,
)
from pytest_portone.recording import options as recording
from pytest_portone.recording.fixtures import portone_recording
from pytest_portone.usage import options as usage

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = [
    "_portone_line",
    "_portone_sandbox",
    "_portone_tls",
    "portone",
    "portone_async_client",
    "portone_client",
    "portone_compat",
    "portone_contract",
    "portone_drift",
    "portone_ledger",
    "portone_ledger_mapping",
    "portone_mock",
    "portone_reconciled",
    "portone_recording",
    "portone_server",
    "portone_settings",
    "portone_terms",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the plugin's options."""
    group = parser.getgroup("portone", "PortOne")
    group.addoption(
        "--portone-contract",
        metavar="VERSION|FILE",
        help="the contract: a bundled date, a folder in the notation, or an OpenAPI file (default: the newest)",
    )
    parser.addini("portone_contract", "what --portone-contract says")
    settings.add_ini_options(parser)
    contract_run.add(parser, group)
    drift.add(parser, group)
    gate.add(parser, group)
    recording.add(parser, group)
    usage.add(parser, group)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers, and register the contract run where it is asked for."""
    for each in settings.MARKERS:
        config.addinivalue_line("markers", each)
    optional_value.give_back_paths(config)
    contract_run.register(config)
    drift.register(config)
    gate.register(config)
    recording.register(config)
    usage.register(config)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse wrong ini options before the first test; `--help` still works with them."""
    settings.check(session.config)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A test fails for what its fixtures complain of, also where the code under test swallowed the exception."""
    try:
        result = yield
    except BaseException as error:
        note_reconciliations(error)
        note_complaints(item, error)
        raise
    fail_on_complaints(item)
    return result
