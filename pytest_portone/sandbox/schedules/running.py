"""What a schedule does when its time has come: one payment with its billing key, tried once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.billing_keys.finding import paying_channel, usable_key
from pytest_portone.sandbox.payments import lifecycle, methods, ordering, paying
from pytest_portone.sandbox.payments.models import Failure
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.schedules import book
from pytest_portone.sandbox.schedules.following import OUTCOMES
from pytest_portone.sandbox.schedules.models import moved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.payments.models import Order, Payment
    from pytest_portone.sandbox.schedules.models import Schedule
    from pytest_portone.sandbox.state import State

JOB = "schedule"
"""What the timer of a schedule is called."""


def run(state: State, store_id: str, schedule_id: str) -> None:
    """Run a schedule that is due; one that was revoked, or has run, is left alone."""
    schedule = state.schedules_of(store_id)[schedule_id]
    if schedule.status != "SCHEDULED":
        return
    now = state.clock.now
    started = book.keep(state, moved(schedule, "STARTED", started_at=now))
    payment = _paid(state, started)
    outcome = OUTCOMES[payment.status] if payment else "FAILED"
    book.keep(state, moved(started, outcome, completed_at=now))


def _paid(state: State, schedule: Schedule) -> Payment | None:
    """The payment that a schedule makes, kept, whatever comes of it; None where no attempt can be begun.

    A promotion is judged now, not when the payment was scheduled.
    """
    key, body = state.billing_keys_of(schedule.store_id)[schedule.billing_key], schedule.payment
    try:
        key = usable_key(state, key.id, schedule.store_id)
        order = _order(state, schedule, key, paying_channel(state, key, body.get("channelKey")), body)
    except Refusal as refusal:
        plain = {name: value for name, value in body.items() if name != "promotionId"}
        order = replace(_order(state, schedule, key, key.channels[0], plain), promotion_id=body.get("promotionId"))
        return _attempted(state, schedule, order, Failure(refusal.message))
    return _attempted(state, schedule, order, None)


def _attempted(state: State, schedule: Schedule, order: Order, failure: Failure | None) -> Payment | None:
    try:
        attempt = lifecycle.begin(state, schedule.payment_id, order, schedule.store_id)
    except Refusal:
        return None
    if failure:
        return lifecycle.keep(state, lifecycle.failed(state, attempt, failure))
    try:
        return paying.attempt(state, attempt)
    except Refusal:
        return state.payments_of(schedule.store_id)[attempt.id]


def _order(state: State, schedule: Schedule, key: BillingKey, channel: Channel, body: Mapping[str, Any]) -> Order:
    """The order of a schedule.

    Raises:
        Refusal: as `order_of`.
    """
    free = body.get("useFreeInterestFromMerchant", False)
    method = methods.card_json(key.card, body.get("installmentMonth"), interest_free=free)
    known = {"billing_key": key.id, "schedule_id": schedule.id, "decline": key.decline}
    return ordering.order_of(state, body, method, channel, **known)
