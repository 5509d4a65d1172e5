"""How a payment begins, changes its status by the table, and is kept and told of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.events import Event
from pytest_portone.sandbox.payments.models import Escrow, Payment
from pytest_portone.sandbox.payments.transitions import PAYMENT, check
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.events import EventType, Trigger
    from pytest_portone.sandbox.payments.models import Cancellation, Failure, Order, Status
    from pytest_portone.sandbox.state import State

PAID: frozenset[Status] = frozenset({"PAID", "PARTIAL_CANCELLED", "CANCELLED"})
"""Statuses of a payment that was paid, whatever became of it; it takes no further attempt."""


EVENTS: Mapping[Status, EventType] = {
    "READY": "Transaction.Ready",
    "PAY_PENDING": "Transaction.PayPending",
    "VIRTUAL_ACCOUNT_ISSUED": "Transaction.VirtualAccountIssued",
    "PAID": "Transaction.Paid",
    "FAILED": "Transaction.Failed",
    "PARTIAL_CANCELLED": "Transaction.PartialCancelled",
    "CANCELLED": "Transaction.Cancelled",
}
"""What is told when a payment comes into a status."""


def keep(  # noqa: PLR0913 - what an event tells
    state: State,
    payment: Payment,
    type: EventType | None = None,  # noqa: A002 - what the wire calls it
    *,
    cancellation: Cancellation | None = None,
    trigger: Trigger | None = None,
    told: bool = True,
) -> Payment:
    """Keep a payment to which something has happened now, and tell of it.

    Args:
        state: where.
        payment: the payment.
        type: what happened; by default, that it has come into its status.
        cancellation: the cancellation that it is about.
        trigger: what made it happen.
        told: whether a webhook tells of it.
    """
    kept, type = state.payments_of(payment.store_id).put(payment), type or EVENTS[payment.status]  # noqa: A001
    channel = payment.order.channel
    event = Event(
        type=type,
        at=state.clock.now,
        store_id=payment.store_id,
        payment_id=payment.id,
        transaction_id=payment.transaction_id,
        status=payment.status,
        cancellation_id=cancellation.id if cancellation else None,
        amount=-cancellation.total if cancellation else payment.paid,
        channel_type=channel.type if channel else None,
        trigger=trigger,
        urls=payment.order.notice_urls,
        told=told,
    )
    state.emit(event)
    return kept


def begin(state: State, payment_id: str, order: Order, store_id: str | None = None) -> Payment:
    """A new attempt to pay, not kept yet.

    Raises:
        Refusal: `ALREADY_PAID`, `MAX_TRANSACTION_COUNT_REACHED`.
    """
    shelf, now = state.payments_of(store_id), state.clock.now
    before = shelf.get(payment_id)
    attempt = Payment(
        id=payment_id,
        store_id=store_id or state.settings.store_id,
        place=before.place if before else len(shelf),
        created_at=before.created_at if before else now,
        requested_at=now,
        updated_at=now,
        status_changed_at=now,
        transaction_id=state.identifiers.uuid(),
        status="READY",
        order=order,
        escrow=Escrow() if order.escrow else None,
    )
    if before is None:
        return attempt
    refuse_paid(before)
    _refuse_further(before, state.settings.max_transactions)
    return replace(attempt, earlier=(*before.earlier, replace(before, earlier=())))


def refuse_paid(payment: Payment | None) -> None:
    """Refuse another attempt for a payment that was paid.

    Raises:
        Refusal: `ALREADY_PAID`.
    """
    if payment is not None and payment.status in PAID:
        raise Refusal("ALREADY_PAID", f"The payment {payment.id!r} is {payment.status}; it can't be paid again")


def _refuse_further(payment: Payment, most: int) -> None:
    attempts = len(payment.earlier) + 1
    if attempts >= most:
        raise Refusal(
            "MAX_TRANSACTION_COUNT_REACHED",
            f"The payment {payment.id!r} had {attempts} attempts; the sandbox's settings allow {most}",
        )


def moved(payment: Payment, status: Status, at: datetime, **changes: Any) -> Payment:
    """The payment in another status.

    Raises:
        AssertionError: the table does not allow it, a fault of the sandbox.
    """
    check(PAYMENT, payment.status, status)
    return replace(payment, status=status, updated_at=at, status_changed_at=at, **changes)


def approved(state: State, payment: Payment) -> Payment:
    """The payment, paid now."""
    now = state.clock.now
    return moved(payment, "PAID", now, paid_at=now, pg_tx_id=payment.pg_tx_id or state.identifiers.pg(), token=None)


def failed(state: State, payment: Payment, failure: Failure) -> Payment:
    """The payment, failed now."""
    return moved(payment, "FAILED", state.clock.now, failed_at=state.clock.now, failure=failure, token=None)
