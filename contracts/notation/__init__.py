"""The YAML notation of a contract: a folder with `contract.yaml` and a file per area of the API."""

from pytest_portone.contracts.notation.reader import read
from pytest_portone.contracts.notation.writer import show, write

__all__ = ["read", "show", "write"]
