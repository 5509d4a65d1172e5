"""Exceptions from Schemathesis's checks: what a check takes for a fault, and PortOne's contract does not.

Each is as narrow as it can be, and says why it is none. One that is never needed is stale, and a test fails for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemathesis.core.failures import Failure
    from schemathesis.core.transport import Response
    from schemathesis.generation.case import Case

    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.model import Operation


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a check complains about: one case and its answer."""

    contract: Contract
    operation: Operation
    case: Case
    response: Response


@dataclass(frozen=True, slots=True)
class CheckException:
    """One exception from one check.

    Attributes:
        name: what it is called in messages.
        check: the check that it is an exception from.
        reason: why what the check complains about is right.
        applies: whether a complaint is of this kind.
        seen_at: an operation whose run needs it; a test looks.
    """

    name: str
    check: str
    reason: str
    applies: Callable[[Exchange], bool]
    seen_at: str


EXCEPTIONS: tuple[CheckException, ...] = ()


def excepted(failure: Failure, exchange: Exchange) -> CheckException | None:
    """The exception that a failure falls under."""
    for each in EXCEPTIONS:
        if each.check in failure.checks and each.applies(exchange):
            return each
    return None
