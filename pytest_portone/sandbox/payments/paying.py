"""What a payment gateway makes of an attempt to pay: at once, or later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.declines import decline_at
from pytest_portone.sandbox.payments import accounts, lifecycle
from pytest_portone.sandbox.payments.gateway import refusal
from pytest_portone.sandbox.payments.models import Failure

if TYPE_CHECKING:
    from pytest_portone.sandbox.cards import Decline
    from pytest_portone.sandbox.events import Trigger
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State

APPROVAL = "payment-approval"
"""What the timer of a gateway that makes up its mind is called."""


def attempt(state: State, payment: Payment, *, told: bool = True) -> Payment:
    """Have the gateway decide on an attempt in READY, and keep what comes of it.

    Args:
        state: where.
        payment: the attempt.
        told: whether a webhook tells of a success. Of a failure one always does.

    Raises:
        Refusal: `PG_PROVIDER`, where the gateway declines; the attempt is kept as FAILED.
    """
    if (payment.order.method or {}).get("type") == "PaymentMethodVirtualAccount":
        return accounts.issue(state, payment, told=told)
    waits, provider = state.settings.approval_waits, payment.order.channel and payment.order.channel.pg_provider
    if provider in waits:
        return pend(state, payment, told=told)
    decline = _decline(payment)
    if decline is None:
        return lifecycle.keep(state, lifecycle.approved(state, payment), told=told)
    lifecycle.keep(state, lifecycle.failed(state, payment, _failure(decline)))
    raise refusal(decline.pg_code, decline.pg_message)


def pend(state: State, payment: Payment, *, told: bool = True) -> Payment:
    """Keep an attempt as one that the gateway reviews; where the settings say how long, it decides by then."""
    channel = payment.order.channel
    wait = state.settings.approval_waits.get(channel.pg_provider) if channel else None
    if wait is not None:
        due = state.clock.now + wait
        state.timers.set(due, APPROVAL, payment.store_id, payment.id, payment.transaction_id)
    now, pg_tx_id = state.clock.now, state.identifiers.pg()
    pending = lifecycle.moved(payment, "PAY_PENDING", now, pg_tx_id=pg_tx_id, token=None)
    return lifecycle.keep(state, pending, trigger="ASYNC_PAY_PENDING", told=told)


def approve(state: State, payment: Payment, trigger: Trigger = "ASYNC_PAY_APPROVED") -> Payment:
    """Keep a payment as paid, outside of any call."""
    return lifecycle.keep(state, lifecycle.approved(state, payment), trigger=trigger)


def decline(state: State, payment: Payment, failure: Failure) -> Payment:
    """Keep a payment as failed, outside of any call."""
    return lifecycle.keep(state, lifecycle.failed(state, payment, failure), trigger="ASYNC_PAY_FAILED")


def decide(state: State, store_id: str, payment_id: str, transaction_id: str) -> None:
    """The job of the timer: the gateway approves, or declines the card that it declines."""
    payment = state.payments_of(store_id).get(payment_id)
    if payment is None or (payment.transaction_id, payment.status) != (transaction_id, "PAY_PENDING"):
        return
    no = _decline(payment)
    if no is None:
        approve(state, payment)
    else:
        decline(state, payment, _failure(no))


def _decline(payment: Payment) -> Decline | None:
    return decline_at("pay", payment.order.channel, payment.order.decline)


def _failure(no: Decline) -> Failure:
    return Failure(no.pg_message, no.pg_code, no.pg_message)
