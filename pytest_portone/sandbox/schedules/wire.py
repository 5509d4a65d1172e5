"""Payment schedules on the wire: a handler an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.schema import Violation
from pytest_portone.sandbox.billing_keys.finding import usable_key
from pytest_portone.sandbox.clock import read, written
from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.payments import ordering
from pytest_portone.sandbox.payments.lifecycle import PAID
from pytest_portone.sandbox.refusals import Refusal, invalid
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.schedules import book, listing, revoking, running
from pytest_portone.sandbox.schedules.models import Schedule
from pytest_portone.sandbox.schedules.views import schedule_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.timers import Job

_WAITING = frozenset({"VIRTUAL_ACCOUNT_ISSUED", "PAY_PENDING"})


def _create(state: State, inquiry: Inquiry) -> dict[str, Any]:
    body, payment_id, time = inquiry.body["payment"], inquiry.parameters["paymentId"], inquiry.body["timeToPay"]
    _check(body)
    store_id = body.get("storeId")
    key = usable_key(state, body["billingKey"], store_id)
    channel = key.channel(body.get("channelKey"))
    _refuse_paid_or_waiting(state, store_id, payment_id)
    book.refuse_live(state, store_id, payment_id)
    ordering.amount_of(state, body["amount"], None)
    due = read(time)
    _refuse_past(state, inquiry, due)
    schedule = Schedule(
        id=f"schedule-{state.identifiers.uuid()}",
        store_id=store_id or state.settings.store_id,
        place=len(state.schedules_of(store_id)),
        status="SCHEDULED",
        payment_id=payment_id,
        billing_key=key.id,
        payment=body,
        channel_type=channel.type,
        created_at=state.clock.now,
        time_to_pay=due,
    )
    _begin(state, book.keep(state, schedule))
    return {"schedule": {"id": schedule.id}}


def _check(body: Mapping[str, Any]) -> None:
    """The rules of a payment with a billing key, at their place in this body."""
    checks = ordering.check(body)
    checks.at_least(("installmentMonth",), body.get("installmentMonth"), 0)
    if checks.violations:
        raise invalid(
            [Violation(("body", "payment", *path[1:]), *rest) for path, *rest in map(_parts, checks.violations)]
        )


def _parts(violation: Violation) -> tuple[Any, str, str]:
    return violation.path, violation.received, violation.expected


def _refuse_paid_or_waiting(state: State, store_id: str | None, payment_id: str) -> None:
    payment = state.payments_of(store_id).get(payment_id)
    if payment is not None and payment.status in PAID | _WAITING:
        message = f"The payment {payment_id!r} is {payment.status}; it can't be paid again"
        raise Refusal("ALREADY_PAID_OR_WAITING", message)


def _refuse_past(state: State, inquiry: Inquiry, due: datetime) -> None:
    """Refuse a time that is past, unless the settings let it run at once; by its own error, where there is one."""
    now = state.clock.now
    if due >= now or state.settings.past_schedules == "run":
        return
    expected = f"{written(now)}, the sandbox's time, or later"
    if "PAST_PAYMENT_SCHEDULE" in inquiry.documented:
        raise Refusal("PAST_PAYMENT_SCHEDULE", f"timeToPay: received {written(due)}, expected {expected}")
    raise invalid([Violation(("body", "timeToPay"), written(due), expected)])


def _begin(state: State, schedule: Schedule) -> None:
    """Have a schedule run when it is due, which may be now."""
    if schedule.time_to_pay <= state.clock.now:
        running.run(state, schedule.store_id, schedule.id)
    else:
        state.timers.set(schedule.time_to_pay, running.JOB, schedule.store_id, schedule.id)


def _get(state: State, inquiry: Inquiry) -> dict[str, Any]:
    schedule_id = inquiry.parameters["paymentScheduleId"]
    schedule = state.schedules_of(inquiry.store_id).get(schedule_id)
    if schedule is None:
        raise Refusal("PAYMENT_SCHEDULE_NOT_FOUND", f"There is no schedule {schedule_id!r}")
    return schedule_json(schedule, state.settings.merchant_id, inquiry.cases)


def _revoke(state: State, inquiry: Inquiry) -> dict[str, Any]:
    checks = Checks()
    checks.at_least_one(
        {name: value for name, value in inquiry.body.items() if value != []}, "billingKey", "scheduleIds"
    )
    checks.done()
    revoked = revoking.revoke(state, inquiry.body)
    return {"revokedScheduleIds": [each.id for each in revoked], "revokedAt": written(state.clock.now)}


JOBS: Mapping[str, Job] = {running.JOB: running.run}

ROUTES = (
    Route("POST", "/payments/{paymentId}/schedule", "CreatePaymentScheduleResponse", _create),
    Route("GET", "/payment-schedules/{paymentScheduleId}", "PaymentSchedule", _get),
    Route("GET", "/payment-schedules", "GetPaymentSchedulesResponse", listing.by_page),
    Route(
        "DELETE",
        "/payment-schedules",
        "RevokePaymentSchedulesResponse",
        _revoke,
        former=("RevokePaymentScheduleResponse",),
    ),
)
