"""The list of schedules: filters, and the order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.listing import Listing
from pytest_portone.sandbox.schedules.views import schedule_json

if TYPE_CHECKING:
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.listing import Filters, Times
    from pytest_portone.sandbox.schedules.models import Schedule
    from pytest_portone.sandbox.state import State

TIMES: Times[Schedule] = {
    "CREATED_AT": lambda schedule: schedule.created_at,
    "TIME_TO_PAY": lambda schedule: schedule.time_to_pay,
    "COMPLETED_AT": lambda schedule: schedule.completed_at,
    "STATUS_TIMESTAMP": lambda schedule: schedule.changed_at,
}
"""What each `PaymentScheduleSortBy` sorts by; a schedule that has not got so far is before all others."""

FILTERS: Filters[Schedule] = {
    "billingKey": lambda schedule, wanted: schedule.billing_key == wanted,
    "status": lambda schedule, wanted: schedule.status in wanted,
    "isForTest": lambda schedule, wanted: (schedule.channel_type == "TEST") == wanted,
}
"""A row a field of `PaymentScheduleFilterInput`, less those of the store and the range. An empty list is none."""

LISTING = Listing(TIMES, FILTERS, "TIME_TO_PAY", range_field=None)


def by_page(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /payment-schedules`: a page of a store's schedules that every filter lets through."""
    return LISTING.page(
        inquiry.body,
        lambda wanted: state.schedules_of(wanted.get("storeId")).values(),
        state.clock.now,
        lambda schedule: schedule_json(schedule, state.settings.merchant_id),
    )
