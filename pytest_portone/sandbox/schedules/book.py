"""The book of schedules: kept, and found by payment and by billing key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.schedules.models import OPEN

if TYPE_CHECKING:
    from pytest_portone.sandbox.schedules.models import Schedule
    from pytest_portone.sandbox.state import State


def keep(state: State, schedule: Schedule) -> Schedule:
    """Keep a schedule, new or changed."""
    shelf, store = state.schedules_of(schedule.store_id), state.store(schedule.store_id)
    if schedule.id not in shelf:
        state.scheduled_payments[store, schedule.payment_id] = schedule.id
        place = store, schedule.billing_key
        state.scheduled_keys[place] = (*state.scheduled_keys.get(place, ()), schedule.id)
    return shelf.put(schedule)


def live(state: State, store_id: str | None, payment_id: str) -> Schedule | None:
    """The schedule of a payment that has not run yet; None where there is none.

    Raises:
        Refusal: `FORBIDDEN`.
    """
    schedule = latest(state, store_id, payment_id)
    return schedule if schedule and schedule.status in OPEN else None


def latest(state: State, store_id: str | None, payment_id: str) -> Schedule | None:
    """The schedule of a payment that was made last; None where there is none.

    Raises:
        Refusal: `FORBIDDEN`.
    """
    known = state.scheduled_payments.get((state.store(store_id), payment_id))
    return None if known is None else state.schedules_of(store_id)[known]


def of_key(state: State, store_id: str | None, billing_key: str) -> list[Schedule]:
    """A key's schedules, whatever became of them, oldest first.

    Raises:
        Refusal: `FORBIDDEN`.
    """
    shelf = state.schedules_of(store_id)
    return [shelf[each] for each in state.scheduled_keys.get((state.store(store_id), billing_key), ())]


def refuse_live(state: State, store_id: str | None, payment_id: str) -> None:
    """Refuse to pay, or to schedule, what is scheduled already.

    Raises:
        Refusal: `PAYMENT_SCHEDULE_ALREADY_EXISTS`, `FORBIDDEN`.
    """
    schedule = live(state, store_id, payment_id)
    if schedule:
        message = f"The payment {payment_id!r} has the schedule {schedule.id!r}, which is {schedule.status}"
        raise Refusal("PAYMENT_SCHEDULE_ALREADY_EXISTS", message)


def refuse_open(state: State, store_id: str | None, billing_key: str) -> None:
    """Refuse to end a key on which schedules wait.

    Raises:
        Refusal: `PAYMENT_SCHEDULE_ALREADY_EXISTS`, `FORBIDDEN`.
    """
    waiting = [repr(each.id) for each in of_key(state, store_id, billing_key) if each.status in OPEN]
    if waiting:
        message = f"The billing key {billing_key!r} has schedules that did not run yet; revoke {', '.join(waiting)}"
        raise Refusal("PAYMENT_SCHEDULE_ALREADY_EXISTS", message)
