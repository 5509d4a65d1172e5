"""When the most is paid, and when the least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.analytics.buckets import local

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from pytest_portone.sandbox.analytics.sales import Sale

_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_PARTS: Mapping[str, Callable[[datetime], int]] = {
    "DateInMonth": lambda moment: moment.day,
    "DayInWeek": lambda moment: moment.weekday(),
    "HourInDay": lambda moment: moment.hour,
}
"""The parts of a local time that are compared."""
_NOTHING: Mapping[str, int] = {"highestHourInDay": 0, "lowestHourInDay": 0}
"""What the contract requires also where nothing was paid."""


def insight(sales: Sequence[Sale], body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The dates, days and hours at which the most and the least was paid, of those at which something was.

    Of several with the same amount it is the first.
    """
    if not sales:
        return _NOTHING
    found: dict[str, Any] = {}
    for name, part in _PARTS.items():
        sums = _sums(sales, lambda sale, part=part: part(local(sale.at, body)))  # type: ignore[misc]
        found[f"highest{name}"] = max(sums, key=lambda each: sums[each])
        found[f"lowest{name}"] = min(sums, key=lambda each: sums[each])
    days = {name: _WEEKDAYS[found[name]] for name in ("highestDayInWeek", "lowestDayInWeek")}
    return found | days


def _sums(sales: Sequence[Sale], part: Callable[[Sale], int]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for each in sales:
        sums[part(each)] = sums.get(part(each), 0) + each.amount
    return dict(sorted(sums.items()))
