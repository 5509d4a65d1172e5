"""When a webhook is tried again: each product has waits of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.identifiers import Identifiers
    from pytest_portone.sandbox.webhooks.endpoints import Product

WAITS = tuple(timedelta(minutes=each) for each in (1, 4, 16, 64, 256))
"""The longest wait after each attempt that failed; after the last one it is given up."""
TAX_INVOICE_WAITS = tuple(timedelta(minutes=each) for each in (5, 10, 20, 40))
"""The same of webhooks about tax invoices."""
_PLANS: Mapping[Product, tuple[tuple[timedelta, ...], float]] = {
    "payments": (WAITS, 0.0),
    "tax-invoices": (TAX_INVOICE_WAITS, 0.5),
}
"""The waits, and the part of them that jitter leaves: nothing with full jitter, half with equal jitter."""


def wait_after(
    attempts: int, chance: Identifiers, *, jitter: bool, product: Product = "payments"
) -> timedelta | None:
    """How long to wait after so many attempts; None where there is no further one.

    With jitter, the wait is anything from the part that stays up to its longest.
    """
    waits, fixed = _PLANS[product]
    if attempts > len(waits):
        return None
    longest = waits[attempts - 1]
    return longest * (fixed + (1 - fixed) * chance.fraction()) if jitter else longest
