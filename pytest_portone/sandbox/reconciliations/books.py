"""The gateways' books, as far as PortOne has collected them: every payment and cancellation in won."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.reconciliations.models import Movement, Sums
from pytest_portone.sandbox.reconciliations.providers import COMPANIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State

CURRENCY = "KRW"
"""The currency of the reports, which name none: VAT is Korea's."""


def movements(state: State, store_ids: Sequence[str] = ()) -> Iterator[Movement]:
    """What moved in these stores, or without a name in all of them.

    Raises:
        Refusal: `FORBIDDEN`, for a store that the credential does not reach.
    """
    keys = dict.fromkeys(map(state.store, store_ids)) or sorted(state.payments)
    payments = (each for key in keys for each in state.payments.of(key).values())
    return (each for payment in payments if _is_collected(state, payment) for each in _of(state, payment))


def _is_collected(state: State, payment: Payment) -> bool:
    channel = payment.order.channel
    if payment.paid_at is None or payment.currency != CURRENCY or channel is None:
        return False
    live = channel.type == "LIVE" or state.settings.test_reconciled
    return live and channel.pg_provider in COMPANIES


def _of(state: State, payment: Payment) -> Iterator[Movement]:
    channel, method = payment.order.channel, payment.order.method
    assert channel is not None  # noqa: S101 - what is collected has one
    finding = state.settings.gateway_findings.get(payment.id, "MATCHED")
    for at, sums in _moved(payment):
        if at is not None:
            yield Movement(at=at, channel=channel, method=method, sums=sums, finding=finding)


def _moved(payment: Payment) -> Iterator[tuple[datetime | None, Sums]]:
    """What came in, and what went back. What a cancellation does not give back is the discount's part of it."""
    amount = payment.amount
    yield payment.paid_at, Sums.of(amount.total, amount.tax_free, amount.discount)
    for each in payment.succeeded:
        yield each.cancelled_at, -Sums.of(each.total, each.tax_free, each.total - each.refund)
