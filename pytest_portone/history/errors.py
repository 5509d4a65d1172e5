"""What goes wrong with a history."""

from __future__ import annotations

from pytest_portone.contracts import ContractError


class HistoryError(ContractError):
    """Versions can't be found or read, or what comes of them can't be written; or a file holds no weights."""
