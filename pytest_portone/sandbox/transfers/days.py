"""Days in Korea: when they begin, and what is written for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

KOREA = timezone(timedelta(hours=9), "KST")


def day_of(moment: datetime) -> date:
    """The day that it is in Korea."""
    return moment.astimezone(KOREA).date()


def beginning(day: date) -> datetime:
    """When a day begins in Korea."""
    return datetime.combine(day, time(), KOREA).astimezone(UTC)


def read_day(text: str) -> date | None:
    """A day as PortOne writes it, `yyyy-MM-dd`; None for any other text, and for a day that there is not."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def following_hour(moment: datetime) -> datetime:
    """The next full hour."""
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
