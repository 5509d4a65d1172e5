"""What each public module offers, exactly. A name more or less is a decision, made here."""

from importlib import import_module

import pytest

PUBLIC = {
    "pytest_portone": [],
    "pytest_portone.contracts": [
        "BrokenContractError",
        "Contract",
        "ContractError",
        "UnknownNameError",
        "UnsupportedError",
        "load",
        "versions",
    ],
    "pytest_portone.contracts.notation": ["read", "show", "write"],
    "pytest_portone.contracts.openapi": ["read", "read_file", "write"],
    "pytest_portone.sandbox": [
        "B2b",
        "Band",
        "BankAccount",
        "Call",
        "Channel",
        "CheckoutError",
        "CheckoutMethod",
        "CheckoutProfile",
        "Company",
        "ContradictionError",
        "Decline",
        "Exploration",
        "ExplorationError",
        "Fault",
        "GatewayPromotion",
        "Promotion",
        "Request",
        "Response",
        "Sandbox",
        "Settings",
        "Snapshot",
        "Sweep",
        "SweepError",
        "WorldError",
    ],
    "pytest_portone.reconciliation": [
        "Discrepancy",
        "Entry",
        "Reconciliation",
        "Side",
        "Terms",
        "Total",
        "reconcile",
    ],
    "pytest_portone.strategies": [
        "Breakage",
        "DisagreementError",
        "Request",
        "merchant_machine",
        "payments",
        "requests",
        "responses",
        "types",
        "webhooks",
    ],
    "pytest_portone.transport": ["PORTONE", "Handler", "OtherHostError", "OtherHosts", "intercept"],
    "pytest_portone.types": [
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
    ],
}


@pytest.mark.parametrize("name", PUBLIC)
def test_the_public_names_are_these(name):
    module = import_module(name)
    listed = getattr(module, "__all__", [])
    assert len(listed) == len(set(listed))
    assert set(listed) == set(PUBLIC[name])
    assert [each for each in listed if not hasattr(module, each)] == []


def test_the_package_itself_holds_nothing():
    assert [
        each for each in vars(import_module("pytest_portone")) if each in {"httpx", "pytest", "annotations"}
    ] == []
