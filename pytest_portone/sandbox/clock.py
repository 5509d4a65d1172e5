"""Time in the sandbox: it stands still until it is told to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that only `advance` moves. `now` is an aware datetime."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    @property
    def now(self) -> datetime:
        """The current time, with its zone."""
        return self._now

    def advance(self, **duration: float) -> datetime:
        """Move on by `days`, `hours`, `minutes`, `seconds`, ..., and return the new time.

        Args:
            duration: what `datetime.timedelta` takes.

        Raises:
            ValueError: the duration is negative; time does not run backwards.
        """
        step = timedelta(**duration)
        if step < timedelta():
            raise ValueError(f"received a step of {step}, expected one forward in time")
        self._now += step
        return self._now


def written(moment: datetime) -> str:
    """A moment as PortOne writes it: RFC 3339, in UTC, with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def read(text: str) -> datetime:
    """A valid RFC 3339 date-time as a moment. A leap second counts as the one before, the year 0 as the year 1."""
    text = text.upper()
    if text.startswith("0000"):
        return datetime.min.replace(tzinfo=UTC)
    return datetime.fromisoformat(text.replace(":60", ":59") if text[17:19] == "60" else text)


def earlier(moment: datetime, *, days: int) -> datetime:
    """The moment so many days earlier, or the first that there is."""
    first = datetime.min.replace(tzinfo=UTC)
    return moment - timedelta(days=days) if moment - first > timedelta(days=days + 1) else first
