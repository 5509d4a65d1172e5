"""When a partner is settled: cycle, lag, date policy, and the public holidays of Korea."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.sandbox.platform.models import ManualDates, Monthly, Weekly

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.sandbox.platform.models import CycleMethod, SettlementCycle

    Closed: TypeAlias = Callable[[date], bool]

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
"""PortOne's names of the days of a week, in the order of `date.weekday`."""

_DAY = timedelta(days=1)
_SATURDAY = 5
_LONGEST = 366
"""Days within which every cycle has a day."""


def settlement_date(
    start: date, cycle: SettlementCycle, *, closed: Closed | None = None, adjusted: bool = False
) -> date:
    """The day on which what began on `start` is settled: the cycle's first after the lag, moved by its policy.

    Args:
        start: the settlement's start.
        cycle: the contract's.
        closed: whether a day is no business day; by default Saturdays, Sundays, and Korea's public holidays.
        adjusted: whether a day that moved to `start` or before it goes to the business day after the holiday instead
            (`adjustSettlementDateAfterHolidayIfEarlier`).

    Raises:
        ImportError: the package holidays is needed, and not installed.
        ValueError: the cycle has no days.
    """
    closed, due = closed or is_closed, cycle_day(start + cycle.lag_days * _DAY, cycle.method)
    match cycle.date_policy:
        case "HOLIDAY_BEFORE":
            moved = business_day(due, -_DAY, closed)
            return business_day(due, _DAY, closed) if adjusted and moved < due and moved <= start else moved
        case "HOLIDAY_AFTER":
            return business_day(due, _DAY, closed)
        case "CALENDAR_DAY":
            return due


def cycle_day(earliest: date, method: CycleMethod) -> date:
    """The first day of a cycle that is `earliest` or later.

    Raises:
        ValueError: the cycle has no days.
    """
    for step in range(_LONGEST):
        day = earliest + step * _DAY
        if _has(method, day):
            return day
    raise ValueError(f"received {method}, a cycle without a day, expected one or more")


def business_day(day: date, step: timedelta, closed: Closed) -> date:
    """The first business day from `day` on, going by `step`."""
    while closed(day):
        day += step
    return day


def is_closed(day: date) -> bool:
    """Whether banks in Korea are closed: a Saturday, a Sunday, or a public holiday.

    Raises:
        ImportError: the package holidays is not installed.
    """
    return day.weekday() >= _SATURDAY or day in _holidays(day.year)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    try:
        import holidays
    except ModuleNotFoundError as error:
        text = (
            "a settlement date that is moved by holidays needs the package holidays, which is not installed; "
            "it comes with: pip install 'pytest-portone[sandbox]'"
        )
        raise ImportError(text, name=error.name) from error
    return frozenset(holidays.country_holidays("KR", years=year))


def _has(method: CycleMethod, day: date) -> bool:
    match method:
        case Weekly(days):
            return WEEKDAYS[day.weekday()] in days
        case Monthly(days):
            return any(_is_day(day, each) for each in days)
        case ManualDates(dates):
            return any(day.month == month and _is_day(day, each) for month, each in dates)
    return True


def _is_day(day: date, wanted: int) -> bool:
    """Whether a day is the one that is wanted of its month; what the month does not have is its last one."""
    return day.day == min(wanted, monthrange(day.year, day.month)[1])
