"""Escrow: the money is held back until the parcel has come and the purchase is confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.payments.gateway import refusal
from pytest_portone.sandbox.payments.models import Escrow
from pytest_portone.sandbox.payments.transitions import ESCROW, check

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from pytest_portone.sandbox.payments.models import EscrowStatus, Payment
    from pytest_portone.sandbox.state import State

CONFIRMATION = "escrow-confirmation"
"""What the timer of a purchase to which nobody objects is called."""

_DAYS: Mapping[EscrowStatus, int] = {"REGISTERED": 6, "DELIVERED": 3}
"""Business days after which a purchase is confirmed of itself, in each status."""

_KOREA = timezone(timedelta(hours=9))
_SATURDAY = 5


def send(state: State, payment: Payment, logistics: Mapping[str, Any], *, after: Collection[EscrowStatus]) -> Escrow:
    """Keep where the parcel is.

    Args:
        state: where.
        payment: one that was paid.
        logistics: as `PaymentLogistics`.
        after: the statuses in which this may be said.

    Raises:
        Refusal: `PG_PROVIDER`, as `of`.
    """
    of(payment, after)
    parcel = Escrow(
        status="REGISTERED",
        company=logistics["company"],
        invoice_number=logistics["invoiceNumber"],
        sent_at=logistics["sentAt"],
        applied_at=state.clock.now,
    )
    return keep(state, payment, parcel)


def confirm(state: State, payment: Payment, *, automatic: bool = False) -> Escrow:
    """Keep a purchase as confirmed.

    Raises:
        Refusal: `PG_PROVIDER`, as `of`.
    """
    parcel = of(payment, {"REGISTERED", "DELIVERED"})
    return keep(state, payment, replace(parcel, status="CONFIRMED", automatic=automatic))


def of(payment: Payment, expected: Collection[EscrowStatus]) -> Escrow:
    """The escrow of a payment, in one of these statuses.

    Raises:
        Refusal: `PG_PROVIDER`: PortOne has no error of its own for it, so that it is the gateway that refuses.
    """
    if payment.escrow is None:
        raise refusal("NO_ESCROW", f"the payment {payment.id!r} has no escrow")
    if payment.escrow.status not in expected:
        wanted = " or ".join(sorted(expected))
        raise refusal("ESCROW_STATUS", f"the escrow of {payment.id!r} is {payment.escrow.status}, expected {wanted}")
    return payment.escrow


def keep(state: State, payment: Payment, escrow: Escrow) -> Escrow:
    """Keep a payment whose escrow has changed. No webhook tells of it."""
    check(ESCROW, (payment.escrow or Escrow()).status, escrow.status)
    state.payments_of(payment.store_id).put(replace(payment, escrow=escrow, updated_at=state.clock.now))
    subject = payment.store_id, payment.id, payment.transaction_id
    state.timers.drop(CONFIRMATION, *subject)
    if escrow.status in _DAYS:
        state.timers.set(business_days_after(state.clock.now, _DAYS[escrow.status]), CONFIRMATION, *subject)
    return escrow


def cancelled(escrow: Escrow | None) -> Escrow | None:
    """What an escrow becomes when its payment is cancelled."""
    return replace(escrow, status="CANCELLED") if escrow and "CANCELLED" in ESCROW[escrow.status] else escrow


def settle(state: State, store_id: str, payment_id: str, transaction_id: str) -> None:
    """The job of the timer: a purchase to which nobody objected is confirmed."""
    payment = state.payments_of(store_id).get(payment_id)
    if payment and payment.transaction_id == transaction_id and payment.escrow and payment.escrow.status in _DAYS:
        confirm(state, payment, automatic=True)


def business_days_after(moment: datetime, days: int) -> datetime:
    """The same time of day so many days later, Saturdays and Sundays in Korea not counted."""
    while days:
        moment += timedelta(days=1)
        days -= moment.astimezone(_KOREA).weekday() < _SATURDAY
    return moment
