"""The pytest plugin's entry: options and hooks. It is loaded by every run, so it imports the standard library and pytest only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the plugin's options."""
    group = parser.getgroup("portone", "PortOne")
    group.addoption(
        "--portone-contract",
        metavar="VERSION|FILE",
        help="the contract: a bundled date, a folder in the notation, or an OpenAPI file (default: the newest)",
    )
    parser.addini("portone_contract", "what --portone-contract says")
