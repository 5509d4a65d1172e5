"""What goes wrong with a usage file."""

from __future__ import annotations

from pytest_portone.contracts.errors import ContractError


class UsageFileError(ContractError):
    """A usage file can't be written where it is wanted, or a file is no usage file that can be read."""
