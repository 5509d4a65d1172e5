"""Days as the tax office counts them: those of Korea."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_portone.sandbox.state import State

KST = timezone(timedelta(hours=9), "KST")
"""Korea's time; it has had no summer time since 1988."""
SENDING_HOUR = 15
_DAY = timedelta(days=1)
_DUE_DAY = 10


def day_of(moment: datetime) -> date:
    """The day of a moment in Korea."""
    return moment.astimezone(KST).date()


def read(text: str) -> date:
    """A valid RFC 3339 full-date as a day. The year 0 counts as the year 1."""
    return date.min if text.startswith("0000") else date.fromisoformat(text)


def due_date(written: date) -> date:
    """The last day to issue an invoice that was written on a day: the 10th of the month after, where there is one."""
    if (written.year, written.month) == (date.max.year, date.max.month):
        return date.max
    return (written.replace(day=1) + 31 * _DAY).replace(day=_DUE_DAY)


def sending_time(state: State) -> datetime:
    """When an invoice that is issued now goes to the tax office of itself.

    Raises:
        ImportError: the package holidays is needed for `B2b.sending`, and not installed.
    """
    day = day_of(state.clock.now) + _DAY
    if state.settings.b2b.sending == "next-business-day":
        from pytest_portone.sandbox.transfers.dates import business_day, is_closed

        day = business_day(day, _DAY, is_closed)
    return datetime.combine(day, time(SENDING_HOUR), KST)
