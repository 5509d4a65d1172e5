"""Types of the fixtures, for annotations: `def test_checkout(portone: Sandbox) -> None`.

A type checker sees the classes. At run time the names stand for `Any`, so that importing them costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "AsyncClient",
    "Client",
    "Compat",
    "Contract",
    "Drifted",
    "Handler",
    "PortoneMock",
    "PortoneServer",
    "Reconciliation",
    "Recording",
    "Request",
    "Response",
    "Sandbox",
    "Settings",
    "Terms",
]

if TYPE_CHECKING:
    from httpx import AsyncClient, Client

    from pytest_portone.contracts import Contract
    from pytest_portone.drift.drifted import Drifted
    from pytest_portone.gate.looking import Compat
    from pytest_portone.mock import PortoneMock
    from pytest_portone.reconciliation import Reconciliation, Terms
    from pytest_portone.recording.recorded import Recording
    from pytest_portone.sandbox import Request, Response, Sandbox, Settings
    from pytest_portone.server import PortoneServer
    from pytest_portone.transport import Handler
else:
    from typing import Any

    AsyncClient = Client = Compat = Contract = Drifted = Handler = PortoneMock = PortoneServer = Any
    Reconciliation = Recording = Request = Response = Sandbox = Settings = Terms = Any
