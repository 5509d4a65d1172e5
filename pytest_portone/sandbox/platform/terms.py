"""Fees and settlement cycles: read from a body, and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.platform.models import (
    WHOLE_RATE,
    Daily,
    FixedAmount,
    FixedRate,
    ManualDates,
    Monthly,
    SettlementCycle,
    Weekly,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.contracts.schema import Path
    from pytest_portone.sandbox.platform.models import CycleMethod, Fee
    from pytest_portone.sandbox.rules import Checks

MOST_LAG_DAYS = 10
_METHODS: Mapping[str, Callable[[Any], CycleMethod]] = {
    "daily": lambda _: Daily(),
    "weekly": lambda sent: Weekly(tuple(sent["daysOfWeek"])),
    "monthly": lambda sent: Monthly(tuple(sent["daysOfMonth"])),
    "manualDates": lambda sent: ManualDates(tuple((each["month"], each["day"]) for each in sent["dates"])),
}
_LISTS: Mapping[str, str] = {"weekly": "daysOfWeek", "monthly": "daysOfMonth", "manualDates": "dates"}
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def check_fee(checks: Checks, path: Path, sent: Mapping[str, int] | None) -> None:
    """A fee, where one is given, is a rate or an amount."""
    if sent is None:
        return
    checks.exactly_one(path, sent, "fixedRate", "fixedAmount")
    check_rate(checks, (*path, "fixedRate"), sent.get("fixedRate"))
    checks.at_least((*path, "fixedAmount"), sent.get("fixedAmount"), 0)


def check_rate(checks: Checks, path: Path, sent: int | None) -> None:
    """A rate, where one is given, is a part of the whole, in 1/100,000."""
    checks.at_least(path, sent, 0)
    checks.at_most(path, sent, WHOLE_RATE)


def fee_of(sent: Mapping[str, int]) -> Fee:
    """A fee that was checked."""
    return FixedRate(sent["fixedRate"]) if "fixedRate" in sent else FixedAmount(sent["fixedAmount"])


def fee_json(fee: Fee) -> dict[str, Any]:
    """A fee as `PlatformFee`."""
    if isinstance(fee, FixedRate):
        return {"type": "FIXED_RATE", "rate": fee.rate}
    return {"type": "FIXED_AMOUNT", "amount": fee.amount}


def check_cycle(checks: Checks, path: Path, sent: Mapping[str, Any] | None) -> None:
    """A settlement cycle, where one is given, has days to settle on."""
    if sent is None:
        return
    checks.at_least((*path, "lagDays"), sent["lagDays"], 1)
    checks.at_most((*path, "lagDays"), sent["lagDays"], MOST_LAG_DAYS)
    method, place = sent["method"], (*path, "method")
    checks.exactly_one(place, method, *_METHODS)
    for name, field in _LISTS.items():
        if name in method:
            days = method[name][field]
            checks.require((*place, name, field), days, "one day or more", met=bool(days))
    for number, day in enumerate(method.get("monthly", {}).get("daysOfMonth", ())):
        checks.require((*place, "monthly", "daysOfMonth", number), day, "a day from 1 to 31", met=1 <= day <= 31)  # noqa: PLR2004
    for number, each in enumerate(method.get("manualDates", {}).get("dates", ())):
        checks.require((*place, "manualDates", "dates", number), each, "a day of the year", met=_exists(each))


def _exists(date: Mapping[str, int]) -> bool:
    month, day = date["month"], date["day"]
    return 1 <= month <= len(_DAYS_OF_MONTH) and 1 <= day <= _DAYS_OF_MONTH[month - 1]


def cycle_of(sent: Mapping[str, Any]) -> SettlementCycle:
    """A settlement cycle that was checked."""
    name, method = next((name, sent["method"][name]) for name in _METHODS if name in sent["method"])
    return SettlementCycle(sent["lagDays"], sent["datePolicy"], _METHODS[name](method))


def cycle_json(cycle: SettlementCycle) -> dict[str, Any]:
    """A settlement cycle as `PlatformSettlementCycle`."""
    return {"lagDays": cycle.lag_days, "datePolicy": cycle.date_policy, "method": method_json(cycle.method)}


def method_json(method: CycleMethod) -> dict[str, Any]:
    """The days of a settlement cycle as `PlatformSettlementCycleMethod`."""
    match method:
        case Weekly(days):
            return {"type": "WEEKLY", "daysOfWeek": list(days)}
        case Monthly(days_of_month):
            return {"type": "MONTHLY", "daysOfMonth": list(days_of_month)}
        case ManualDates(dates):
            return {"type": "MANUAL_DATES", "dates": [{"month": month, "day": day} for month, day in dates]}
    return {"type": "DAILY"}
