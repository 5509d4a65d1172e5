"""Buckets of time: what one point of a chart stands for."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.rules import Checks

_EARLIEST, _LATEST = -12, 14
"""The time zones that there are, in hours from UTC."""
_OFFSET = "timezoneHourOffset"
_GRANULARITY = "timeGranularity"


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


_STARTS: Mapping[str, Callable[[datetime], datetime]] = {
    "minute": lambda moment: moment.replace(second=0, microsecond=0),
    "hour": lambda moment: moment.replace(minute=0, second=0, microsecond=0),
    "day": _midnight,
    "week": lambda moment: _midnight(moment) - timedelta(days=moment.weekday()),
    "month": lambda moment: _midnight(moment).replace(day=1),
}
"""When the bucket began that a local time is in, by the field of an `AnalyticsTimeGranularity`."""


def check(body: Mapping[str, Any], checks: Checks) -> None:
    """What the schema does not say of a body's granularity and time zone."""
    granularity = body.get(_GRANULARITY)
    if granularity is not None:
        checks.exactly_one((_GRANULARITY,), granularity, *_STARTS)
        for name, chosen in granularity.items():
            _check_offset((_GRANULARITY, name, _OFFSET), chosen, checks)
    _check_offset((_OFFSET,), body, checks)


def _check_offset(path: tuple[str, ...], holder: Mapping[str, Any], checks: Checks) -> None:
    offset = holder.get(_OFFSET, 0)
    expected = f"hours from {_EARLIEST} to {_LATEST}"
    checks.require(path, offset, expected, met=_EARLIEST <= offset <= _LATEST)


def local(moment: datetime, holder: Mapping[str, Any]) -> datetime:
    """A moment by the time zone that an object of the request has; without one, in UTC."""
    return moment.astimezone(timezone(timedelta(hours=holder.get(_OFFSET, 0))))


def start_of(moment: datetime, granularity: Mapping[str, Any]) -> datetime:
    """When the bucket began that a moment is in. Weeks begin on Mondays."""
    [(name, chosen)] = granularity.items()
    return _STARTS[name](local(moment, chosen))
