"""How a payment's status changes: the table, and the moves that keep to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.events import Event
from pytest_portone.sandbox.payments.models import Failure, Payment
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.events import EventType, Trigger
    from pytest_portone.sandbox.payments.models import Cancellation, Order, Status
    from pytest_portone.sandbox.promotions import RetainOption
    from pytest_portone.sandbox.state import State

TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    "READY": frozenset({"PAID", "FAILED", "VIRTUAL_ACCOUNT_ISSUED", "PAY_PENDING"}),
    "PAY_PENDING": frozenset({"PAID", "FAILED"}),
    "VIRTUAL_ACCOUNT_ISSUED": frozenset({"PAID", "FAILED"}),
    "FAILED": frozenset(),
    "PAID": frozenset({"PARTIAL_CANCELLED", "CANCELLED"}),
    "PARTIAL_CANCELLED": frozenset({"PARTIAL_CANCELLED", "CANCELLED"}),
    "CANCELLED": frozenset(),
}
"""What one attempt can turn into. A payment that was never paid can always begin another attempt, in READY."""

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


def keep(state: State, payment: Payment, *, trigger: Trigger | None = None, told: bool = True) -> Payment:
    """Keep a payment that has come into its status now, and tell of it.

    Args:
        state: where.
        payment: the payment.
        trigger: what made it happen.
        told: whether a webhook tells of it.
    """
    kept = state.payments_of(payment.store_id).put(payment)
    state.emit(event_of(payment, EVENTS[payment.status], state.clock.now, trigger=trigger, told=told))
    return kept


def event_of(
    payment: Payment,
    type: EventType,  # noqa: A002 - what the wire calls it
    at: datetime,
    *,
    trigger: Trigger | None = None,
    told: bool = True,
) -> Event:
    """An event of a payment as it is now."""
    cancelled = payment.cancellations[-1] if "Cancel" in type else None
    channel = payment.order.channel
    return Event(
        type=type,
        at=at,
        store_id=payment.store_id,
        payment_id=payment.id,
        transaction_id=payment.transaction_id,
        status=payment.status,
        cancellation_id=cancelled and cancelled.id,
        amount=-cancelled.total if cancelled else payment.paid,
        channel_type=channel and channel.type,
        trigger=trigger,
        urls=payment.order.notice_urls,
        told=told,
    )


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
    assert status in TRANSITIONS[payment.status], f"{payment.status} can't become {status}"  # noqa: S101
    return replace(payment, status=status, updated_at=at, status_changed_at=at, **changes)


def approved(state: State, payment: Payment) -> Payment:
    """The payment, paid now."""
    now = state.clock.now
    return moved(payment, "PAID", now, paid_at=now, pg_tx_id=payment.pg_tx_id or state.identifiers.pg())


def failed(state: State, payment: Payment, failure: Failure) -> Payment:
    """The payment, failed now."""
    return moved(payment, "FAILED", state.clock.now, failed_at=state.clock.now, failure=failure)


def account_issued(state: State, payment: Payment) -> Payment:
    """The payment, waiting for a deposit from now on."""
    return moved(payment, "VIRTUAL_ACCOUNT_ISSUED", state.clock.now, pg_tx_id=state.identifiers.pg())


def cancelled(payment: Payment, cancellation: Cancellation, option: RetainOption) -> Payment:
    """The payment with one more cancellation; one that failed leaves the status as it is."""
    cancellations = (*payment.cancellations, cancellation)
    if not cancellation.succeeded:
        return replace(payment, cancellations=cancellations, updated_at=cancellation.at)
    rest = payment.left - cancellation.total
    return moved(
        payment,
        "PARTIAL_CANCELLED" if rest else "CANCELLED",
        cancellation.at,
        cancellations=cancellations,
        retain_option=payment.retain_option or option,
    )
