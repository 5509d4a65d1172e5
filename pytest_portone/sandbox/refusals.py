"""How a domain says no: by PortOne's name of the error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_portone.contracts.schema import Violation


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault of the program
    """An answer other than success; the contract gives the status that belongs to the type.

    Attributes:
        type: the error's type on the wire, such as `PAYMENT_NOT_FOUND`.
        message: what was received, what was expected, and where.
        details: the error's further fields.
        violations: every rule that the request breaks, where it is the request that is wrong.
    """

    def __init__(
        self,
        type: str,  # noqa: A002 - the name of the field on the wire
        message: str,
        details: Mapping[str, Any] | None = None,
        violations: Sequence[Violation] = (),
    ) -> None:
        super().__init__(f"{type}: {message}")
        self.type, self.message = type, message
        self.details = dict(details or {})
        self.violations = tuple(violations)


def invalid(violations: Sequence[Violation]) -> Refusal:
    """The refusal of a request that breaks these rules; all of them are listed."""
    listed = "; ".join(map(str, violations))
    places = "1 place" if len(violations) == 1 else f"{len(violations)} places"
    return Refusal("INVALID_REQUEST", f"The request is wrong in {places}: {listed}", violations=violations)
