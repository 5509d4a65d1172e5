"""What each public module offers, exactly. A name more or less is a decision, made here."""

from importlib import import_module
from types import ModuleType

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
}


@pytest.mark.parametrize("name", PUBLIC)
def test_the_public_names_are_these(name):
    module = import_module(name)
    listed = getattr(module, "__all__", [])
    assert listed == sorted(PUBLIC[name])
    offered = {
        key for key, value in vars(module).items() if not key.startswith("_") and not isinstance(value, ModuleType)
    }
    assert offered == set(PUBLIC[name])
