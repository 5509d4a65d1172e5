"""When a partner is settled."""

from __future__ import annotations

import sys
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.sandbox.platform.models import Daily, ManualDates, Monthly, SettlementCycle, Weekly
from pytest_portone.sandbox.transfers import dates
from pytest_portone.sandbox.transfers.dates import WEEKDAYS, cycle_day, is_closed, settlement_date

MONTH_END = Monthly((31,))


def due(start, method=MONTH_END, lag=2, policy="HOLIDAY_BEFORE", **options):
    return str(settlement_date(date.fromisoformat(start), SettlementCycle(lag, policy, method), **options))


@pytest.mark.parametrize(
    ("start", "expected"),
    [("2023-08-11", "2023-08-31"), ("2023-09-01", "2023-09-27")],
)
def test_a_worked_example(start, expected):
    assert due(start) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("HOLIDAY_BEFORE", "2023-09-27"), ("HOLIDAY_AFTER", "2023-10-04"), ("CALENDAR_DAY", "2023-09-30")],
)
def test_a_day_that_is_a_holiday_is_moved_by_the_policy(policy, expected):
    assert due("2023-09-01", policy=policy) == expected


def test_a_day_that_moved_to_the_start_can_go_to_the_day_after_the_holiday():
    assert due("2023-09-27", Daily(), lag=1) == "2023-09-27"
    assert due("2023-09-27", Daily(), lag=1, adjusted=True) == "2023-10-04"
    assert due("2023-09-01", adjusted=True) == "2023-09-27"


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Daily(), "2024-02-15"),
        (Weekly(("MON", "FRI")), "2024-02-16"),
        (Monthly((15,)), "2024-02-15"),
        (Monthly((14,)), "2024-03-14"),
        (Monthly((30,)), "2024-02-29"),
        (ManualDates(((2, 14), (12, 31))), "2024-12-31"),
        (ManualDates(((2, 29), (12, 31))), "2024-02-29"),
    ],
)
def test_the_first_day_of_a_cycle_after_the_lag(method, expected):
    assert due("2024-02-10", method, lag=5, policy="CALENDAR_DAY") == expected


def test_a_cycle_without_a_day_is_refused():
    with pytest.raises(ValueError, match="a cycle without a day"):
        due("2024-02-10", Monthly(()))


def test_a_holiday_needs_the_package(monkeypatch):
    dates._holidays.cache_clear()
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert due("2024-02-10", policy="CALENDAR_DAY") == "2024-02-29"
    with pytest.raises(ImportError, match=r"pytest-portone\[sandbox\]"):
        due("2024-02-10")


DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
METHODS = st.one_of(
    st.just(Daily()),
    st.lists(st.sampled_from(WEEKDAYS), min_size=1).map(lambda days: Weekly(tuple(days))),
    st.lists(st.integers(1, 31), min_size=1).map(lambda days: Monthly(tuple(days))),
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 31)), min_size=1).map(
        lambda days: ManualDates(tuple(days))
    ),
)


@settings(max_examples=60, deadline=None)
@given(DAYS, METHODS, st.integers(1, 10), st.booleans())
def test_a_settlement_date_is_a_business_day_next_to_a_day_of_the_cycle(start, method, lag, adjusted):
    calendar, before, after = (
        settlement_date(start, SettlementCycle(lag, policy, method), adjusted=adjusted)
        for policy in ("CALENDAR_DAY", "HOLIDAY_BEFORE", "HOLIDAY_AFTER")
    )
    assert calendar == cycle_day(start + timedelta(days=lag), method) >= start + timedelta(days=lag)
    assert not is_closed(before)
    assert not is_closed(after)
    assert before <= calendar <= after or (adjusted and before == after > start)
    assert not adjusted or before > start
    assert is_closed(calendar) or before == calendar == after
