"""The list of schedules: filters, and the order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.sandbox.paging import check_page, paged, time_range
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.schedules.views import schedule_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.schedules.models import Schedule
    from pytest_portone.sandbox.state import State

    Filter: TypeAlias = Callable[[Schedule, Any], bool]

_NEVER = datetime.min.replace(tzinfo=UTC)

TIMES: Mapping[str, Callable[[Schedule], datetime | None]] = {
    "CREATED_AT": lambda schedule: schedule.created_at,
    "TIME_TO_PAY": lambda schedule: schedule.time_to_pay,
    "COMPLETED_AT": lambda schedule: schedule.completed_at,
    "STATUS_TIMESTAMP": lambda schedule: schedule.changed_at,
}
"""What each `PaymentScheduleSortBy` sorts by; a schedule that has not got so far is before all others."""

FILTERS: Mapping[str, Filter] = {
    "billingKey": lambda schedule, wanted: schedule.billing_key == wanted,
    "status": lambda schedule, wanted: schedule.status in wanted,
    "isForTest": lambda schedule, wanted: (schedule.channel_type == "TEST") == wanted,
}
"""A row a field of `PaymentScheduleFilterInput`, less those of the store and the range. An empty list is none."""


def by_page(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /payment-schedules`: a page of a store's schedules that every filter lets through."""
    body = inquiry.body
    checks = Checks()
    check_page(body, checks)
    checks.done()
    found = _filtered(state, body.get("filter", {}))
    order = body.get("sort", {})
    time = TIMES[order.get("by", "TIME_TO_PAY")]
    descending = order.get("order", "DESC") == "DESC"
    found.sort(key=lambda schedule: (time(schedule) or _NEVER, schedule.place), reverse=descending)
    return paged(found, body, lambda schedule: schedule_json(schedule, state.settings.merchant_id))


def _filtered(state: State, wanted: Mapping[str, Any]) -> list[Schedule]:
    start, end = time_range(wanted, state.clock.now)
    tests = [(FILTERS[name], value) for name, value in wanted.items() if name in FILTERS and value != []]
    return [
        schedule
        for schedule in state.schedules_of(wanted.get("storeId")).values()
        if start <= schedule.time_to_pay <= end and all(test(schedule, value) for test, value in tests)
    ]
