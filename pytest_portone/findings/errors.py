"""What can be wrong with what the user gives."""

from pytest_portone.contracts.errors import ContractError


class AcceptedError(ContractError):
    """A list of accepted findings that can't be read."""
