"""A session of pytest with the gate, and what it reported."""

import json
from types import SimpleNamespace

# Whatever the inner runs import is thrown away after each of them, unless it is here before.
import aiohttp  # noqa: F401
import fastapi.testclient  # noqa: F401
import flask  # noqa: F401
import httpx2  # noqa: F401
import portone_server_sdk  # noqa: F401
import pytest
import requests  # noqa: F401
import responses  # noqa: F401

import pytest_portone.conformance
import pytest_portone.gate.session
import pytest_portone.gate.since
import pytest_portone.report.formats
import pytest_portone.report.terminal
import pytest_portone.server
import pytest_portone.transport  # noqa: F401

SHOP = """
    import httpx

    LABELS = {"READY": "open", "PAID": "paid", "CANCELLED": "gone"}

    def payment(order):
        return httpx.get(f"https://api.portone.io/payments/{order}", headers={"Authorization": "PortOne s"}).json()

    def label(order):
        return LABELS[payment(order)["status"]]

    def total(order):
        return payment(order)["amount"]["total"]
"""


@pytest.fixture
def shop(pytester):
    """A module `shop` of a merchant: `label` breaks under a new status, `total` under nothing."""
    pytester.makepyfile(shop=SHOP)
    pytester.makeconftest(
        """
        import pytest

        @pytest.fixture
        def paid(portone):
            portone.customer.pay("order-1", total=39_000)
            return portone
        """
    )


@pytest.fixture
def gate(pytester):
    """Runs pytest with the gate: its result, and the report as data."""

    def run(*arguments, compat="crash", subprocess=False):
        path = pytester.path / "report.json"
        path.unlink(missing_ok=True)
        words = [f"--portone-compat={compat}", f"--portone-report={path}", *arguments]
        result = (pytester.runpytest_subprocess if subprocess else pytester.runpytest_inprocess)(*words)
        report = json.loads(path.read_text()) if path.exists() else None
        return SimpleNamespace(result=result, report=report, breaks=report and report["breaks"])

    return run
