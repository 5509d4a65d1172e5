"""Cancelling a payment, in full or in part: at once, or when the gateway has decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.amounts import vat_of
from pytest_portone.sandbox.declines import decline_at
from pytest_portone.sandbox.payments import escrow, lifecycle, rules
from pytest_portone.sandbox.payments.gateway import refusal
from pytest_portone.sandbox.payments.models import Cancellation
from pytest_portone.sandbox.payments.rules import CANCELLATION_CHECKS, Wish
from pytest_portone.sandbox.payments.transitions import CANCELLATION, check
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pytest_portone.sandbox.cards import Decline
    from pytest_portone.sandbox.events import Trigger
    from pytest_portone.sandbox.payments.models import CancellationStatus, CancellationTrigger, Payment, Status
    from pytest_portone.sandbox.settings import Settings
    from pytest_portone.sandbox.state import State

APPROVAL = "cancellation-approval"
"""What the timer of a gateway that makes up its mind is called."""


def cancel(
    state: State, payment: Payment, body: Mapping[str, Any], documented: Collection[str] = CANCELLATION_CHECKS
) -> Cancellation:
    """Cancel what a request body asks for (`CancelPaymentBody`), and keep the payment.

    Raises:
        Refusal: a rule's type, or `PG_PROVIDER` where the gateway refuses; it keeps a cancellation that failed.
    """
    asked = _asked(state, payment, body, documented)
    refused = _refused_by_gateway(payment, asked, body, state.settings)
    if refused:
        _keep(state, payment, replace(asked, status="FAILED"))
        raise refused
    told, channel = not body.get("skipWebhook", False), payment.order.channel
    if channel and channel.pg_provider in state.settings.cancellation_waits:
        return _begin(state, payment, asked, told=told)
    return _succeed(state, payment, asked, told=told)


def impose(state: State, payment: Payment, body: Mapping[str, Any], trigger: CancellationTrigger) -> Cancellation:
    """Cancel outside of the API. The amounts must fit; no gateway is asked.

    Raises:
        Refusal: a rule's type.
        ValueError: it is no amount to cancel.
    """
    amount = body.get("amount", 1)
    if amount < 1:
        raise ValueError(f"amount: received {amount}, expected 1 or more")
    asked = _asked(state, payment, body, CANCELLATION_CHECKS)
    return _succeed(state, payment, replace(asked, trigger=trigger))


def _asked(state: State, payment: Payment, body: Mapping[str, Any], documented: Collection[str]) -> Cancellation:
    wish = _wish(payment, body, state.settings)
    rules.check(payment, wish, state.settings.cancellation_checks, documented)
    return Cancellation(
        id=state.identifiers.uuid(),
        pg_id=state.identifiers.pg(),
        status="REQUESTED",
        total=wish.total,
        tax_free=wish.tax_free,
        vat=wish.vat,
        refund=max(0, rules.refund(payment, wish)),
        reason=body["reason"],
        option=wish.option,
        requested_at=state.clock.now,
    )


def _wish(payment: Payment, body: Mapping[str, Any], settings: Settings) -> Wish:
    """The defaults: all that is left; of a whole rest its tax-free part, else none; the VAT of what is taxable."""
    total = body.get("amount", payment.left)
    whole = total == payment.left
    tax_free = body.get("taxFreeAmount", payment.tax_free_left if whole else 0)
    vat = body.get("vatAmount")
    if vat is None:
        taxable = max(0, total - tax_free)
        vat = min(taxable, _vat_left(payment)) if whole else vat_of(taxable, settings.vat_rounding)
    return Wish(
        total=total,
        tax_free=tax_free,
        vat=vat,
        expected_left=body.get("currentCancellableAmount"),
        option=body.get("promotionDiscountRetainOption", "RELEASE"),
        most=settings.max_cancellations,
    )


def _vat_left(payment: Payment) -> int:
    return max(0, payment.amount.vat - sum(each.vat for each in payment.live))


def _refused_by_gateway(
    payment: Payment, asked: Cancellation, body: Mapping[str, Any], settings: Settings
) -> Refusal | None:
    decline, channel = _decline(payment), payment.order.channel
    at_once = channel is None or channel.pg_provider not in settings.cancellation_waits
    if decline and at_once:
        return refusal(decline.pg_code, decline.pg_message)
    account = (payment.order.method or {}).get("type") == "PaymentMethodVirtualAccount"
    if account and settings.refund_account_required and "refundAccount" not in body:
        return refusal(
            "REFUND_ACCOUNT_REQUIRED", "refundAccount: received nothing, expected the account to refund to"
        )
    if payment.escrow and payment.escrow.status != "CONFIRMED" and asked.total < payment.amount.total:
        return refusal(
            "ESCROW_NOT_CONFIRMED", "amount: received a part, expected all: the purchase is not confirmed yet"
        )
    return None


def _begin(state: State, payment: Payment, asked: Cancellation, *, told: bool) -> Cancellation:
    """Keep a cancellation that the gateway decides on later; by when, the settings say."""
    channel = payment.order.channel
    wait = state.settings.cancellation_waits[channel.pg_provider] if channel else None
    if wait is not None:
        state.timers.set(state.clock.now + wait, APPROVAL, payment.store_id, payment.id, asked.id)
    changed = _with(state, payment, asked)
    lifecycle.keep(state, changed, "Transaction.CancelPending", cancellation=asked, told=told)
    return asked


def _succeed(
    state: State, payment: Payment, asked: Cancellation, *, trigger: Trigger | None = None, told: bool = True
) -> Cancellation:
    """Keep a cancellation that succeeds now, and what its payment comes to be by it."""
    done = replace(asked, status="SUCCEEDED", cancelled_at=state.clock.now, place=len(payment.succeeded))
    changed = _with(state, payment, done)
    rest = changed.amount.total - changed.cancelled
    parcel = changed.escrow if rest else escrow.cancelled(changed.escrow)
    status: Status = "PARTIAL_CANCELLED" if rest else "CANCELLED"
    moved = lifecycle.moved(changed, status, state.clock.now, escrow=parcel)
    lifecycle.keep(state, moved, cancellation=done, trigger=trigger, told=told)
    return done


def approve(state: State, payment: Payment, cancellation: Cancellation) -> Cancellation:
    """Keep a cancellation that was REQUESTED as one that succeeded."""
    check(CANCELLATION, cancellation.status, "SUCCEEDED")
    return _succeed(state, payment, cancellation, trigger="ASYNC_CANCEL_APPROVED")


def refuse(state: State, payment: Payment, cancellation: Cancellation) -> Cancellation:
    """Keep a cancellation that was REQUESTED as one that failed; the settings say whether that is told, and how."""
    failed, told_as = _moved(cancellation, "FAILED"), state.settings.cancellation_failure_event
    changed = _keep(state, payment, failed)
    if told_as:
        lifecycle.keep(state, changed, told_as, cancellation=failed, trigger="ASYNC_CANCEL_FAILED")
    return failed


def stop(state: State, payment: Payment, cancellation: Cancellation) -> Cancellation:
    """Take back a cancellation that is not decided: it failed, and nothing is told of it.

    Raises:
        Refusal: `PAYMENT_CANCELLATION_NOT_PENDING`.
    """
    if cancellation.status != "REQUESTED":
        message = f"The cancellation {cancellation.id!r} is {cancellation.status}, expected REQUESTED"
        raise Refusal("PAYMENT_CANCELLATION_NOT_PENDING", message)
    stopped = _moved(cancellation, "FAILED")
    _keep(state, payment, stopped)
    return stopped


def decide(state: State, store_id: str, payment_id: str, cancellation_id: str) -> None:
    """The job of the timer: the gateway approves, or refuses the card whose cancellations it refuses."""
    payment = state.payments_of(store_id).get(payment_id)
    found = next((each for each in payment.cancellations if each.id == cancellation_id), None) if payment else None
    if payment is None or found is None or found.status != "REQUESTED":
        return
    (refuse if _decline(payment) else approve)(state, payment, found)


def _decline(payment: Payment) -> Decline | None:
    return decline_at("cancel", payment.order.channel, payment.order.decline)


def _moved(cancellation: Cancellation, status: CancellationStatus) -> Cancellation:
    check(CANCELLATION, cancellation.status, status)
    return replace(cancellation, status=status)


def _with(state: State, payment: Payment, cancellation: Cancellation) -> Payment:
    """The payment with a cancellation, in the place of the one with the same id."""
    known = [each.id for each in payment.cancellations]
    cancellations = list(payment.cancellations)
    place = known.index(cancellation.id) if cancellation.id in known else len(known)
    cancellations[place : place + 1] = [cancellation]
    return replace(payment, cancellations=tuple(cancellations), updated_at=state.clock.now)


def _keep(state: State, payment: Payment, cancellation: Cancellation) -> Payment:
    return state.payments_of(payment.store_id).put(_with(state, payment, cancellation))
