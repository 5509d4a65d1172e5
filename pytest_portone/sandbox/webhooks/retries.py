"""When a webhook is tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_portone.sandbox.identifiers import Identifiers

WAITS = tuple(timedelta(minutes=each) for each in (1, 4, 16, 64, 256))
"""The longest wait after each attempt that failed; after the last one it is given up."""


def wait_after(attempts: int, chance: Identifiers, *, jitter: bool) -> timedelta | None:
    """How long to wait after so many attempts; None where there is no further one.

    With full jitter, the wait is anything from nothing up to its longest.
    """
    if attempts > len(WAITS):
        return None
    longest = WAITS[attempts - 1]
    return longest * chance.fraction() if jitter else longest
