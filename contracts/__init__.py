"""What PortOne's API is, at each date, and how it may change."""

from pytest_portone.contracts.errors import (
    BrokenContractError,
    ContractError,
    UnknownNameError,
    UnsupportedError,
)
from pytest_portone.contracts.loader import load, versions
from pytest_portone.contracts.model import Contract

__all__ = [
    "BrokenContractError",
    "Contract",
    "ContractError",
    "UnknownNameError",
    "UnsupportedError",
    "load",
    "versions",
]
