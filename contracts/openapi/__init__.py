"""OpenAPI in (3.0 and 3.1), OpenAPI out (3.1)."""

from pytest_portone.contracts.openapi.reader import read, read_file
from pytest_portone.contracts.openapi.writer import write

__all__ = ["read", "read_file", "write"]
