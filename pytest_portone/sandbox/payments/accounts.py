"""Virtual accounts: issued, paid into, closed, expired."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import read, written
from pytest_portone.sandbox.payments import lifecycle
from pytest_portone.sandbox.payments.gateway import refusal
from pytest_portone.sandbox.payments.models import Failure
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State

EXPIRY = "account-expiry"
"""What the timer of an account's last moment is called."""
EXPIRED = "the virtual account has expired"


def issue(state: State, payment: Payment, *, told: bool = True) -> Payment:
    """Keep a payment as one that waits for a deposit from now on."""
    now = state.clock.now
    order = replace(payment.order, method=_from(now, payment.order.method or {}))
    issued = lifecycle.moved(
        payment, "VIRTUAL_ACCOUNT_ISSUED", now, pg_tx_id=state.identifiers.pg(), order=order, token=None
    )
    if state.settings.account_expiry == "fails":
        state.timers.set(expiry(issued), EXPIRY, issued.store_id, issued.id, issued.transaction_id)
    return lifecycle.keep(state, issued, told=told)


def _from(now: datetime, account: Mapping[str, Any]) -> Mapping[str, Any]:
    """The account with its whole time before it: one that is confirmed by hand is issued only then."""
    late = now - read(account["issuedAt"])
    until = read(account["expiredAt"])
    return {**account, "issuedAt": written(now), "expiredAt": written(until + late)} if late else account


def expiry(payment: Payment) -> datetime:
    """The last moment of a payment's account."""
    return read((payment.order.method or {})["expiredAt"])


def has_expired(payment: Payment) -> bool:
    """Whether a payment's account expired, and FAILED it by that."""
    return payment.failure is not None and payment.failure.reason == EXPIRED


def deposit(state: State, payment: Payment, amount: int | None = None) -> Payment:
    """Keep what comes in to an account: with all of it, the payment is paid.

    Args:
        state: where.
        payment: one that has an account.
        amount: how much comes in, in minor units; None for all that is due.

    Raises:
        Refusal: `PG_PROVIDER`, where the bank does not take it: more than is due, less of it, or later than the
            account's last moment. The settings say of the last two whether it does.
    """
    settings, now = state.settings, state.clock.now
    due = payment.amount.total - payment.amount.discount - payment.deposited
    paid = due if amount is None else amount
    if now > expiry(payment) and not settings.expired_deposits:
        raise refusal(
            "ACCOUNT_EXPIRED", f"the account was good until {written(expiry(payment))}; it is {written(now)}"
        )
    if not 0 < paid <= due or (paid < due and not settings.partial_deposits):
        raise refusal("AMOUNT_MISMATCH", f"amount: received {paid}, expected {due}, which is due")
    kept = replace(payment, deposited=payment.deposited + paid)
    if paid < due:
        return state.payments_of(kept.store_id).put(replace(kept, updated_at=now))
    return lifecycle.keep(state, lifecycle.approved(state, kept), trigger="VIRTUAL_ACCOUNT_DEPOSIT")


def close(state: State, payment: Payment) -> Payment:
    """Keep a payment as one that no deposit is waited for any more.

    Raises:
        Refusal: `PAYMENT_NOT_WAITING_FOR_DEPOSIT`.
    """
    if payment.status != "VIRTUAL_ACCOUNT_ISSUED":
        message = f"The payment {payment.id!r} is {payment.status}, expected VIRTUAL_ACCOUNT_ISSUED"
        raise Refusal("PAYMENT_NOT_WAITING_FOR_DEPOSIT", message)
    return _ended(state, payment, "the virtual account was closed")


def expire(state: State, store_id: str, payment_id: str, transaction_id: str) -> None:
    """The job of the timer: an account that still waits has expired."""
    payment = state.payments_of(store_id).get(payment_id)
    if payment and (payment.transaction_id, payment.status) == (transaction_id, "VIRTUAL_ACCOUNT_ISSUED"):
        _ended(state, payment, EXPIRED)


def _ended(state: State, payment: Payment, reason: str) -> Payment:
    return lifecycle.keep(state, lifecycle.failed(state, payment, Failure(reason)), told=state.settings.closing_told)
