"""The fixtures' types, for annotations."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pytest_portone import types

HEAVY = ("httpx", "hypothesis", "yaml", "jsonschema_rs", "respx", "asyncio", "pytest_portone.sandbox")


def test_importing_them_costs_nothing():
    names = ", ".join(types.__all__)
    report = f"print([each for each in {HEAVY!r} if each in sys.modules])"
    script = f"import sys\nfrom pytest_portone.types import {names}\n{report}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_annotated_tests_run(run):
    run("""
        from pytest_portone.types import Client, Contract, PortoneMock, PortoneServer, Sandbox

        def test_it(
            portone: Sandbox,
            portone_client: Client,
            portone_contract: Contract,
            portone_mock: PortoneMock,
            portone_server: PortoneServer,
        ) -> None:
            assert portone.contract is portone_contract
    """).assert_outcomes(passed=1)


@pytest.mark.parametrize("name", types.__all__)
def test_every_name_is_what_a_type_checker_sees(name):
    import httpx

    import pytest_portone.contracts
    import pytest_portone.drift.drifted
    import pytest_portone.gate.looking
    import pytest_portone.mock
    import pytest_portone.reconciliation
    import pytest_portone.recording.recorded
    import pytest_portone.sandbox
    import pytest_portone.server
    import pytest_portone.transport

    homes = (
        httpx,
        pytest_portone.contracts,
        pytest_portone.drift.drifted,
        pytest_portone.gate.looking,
        pytest_portone.mock,
        pytest_portone.reconciliation,
        pytest_portone.recording.recorded,
        pytest_portone.sandbox,
        pytest_portone.server,
        pytest_portone.transport,
    )
    assert any(hasattr(each, name) for each in homes)
    assert hasattr(types, name)
