"""Time in the sandbox: it stands still until it is told to go on."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Clock:
    """A clock that only `advance` and `advance_to` move. `now` is an aware datetime.

    Args:
        start: where it starts.
        drive: goes to a moment, and does on the way what is due; None where nothing ever is.
    """

    def __init__(self, start: datetime, drive: Callable[[datetime], None] | None = None) -> None:
        self._now = start
        self._drive = drive or self.set
        self._followers: list[Callable[[datetime], object]] = []

    def __repr__(self) -> str:
        return f"<Clock at {written(self._now)}>"

    @property
    def now(self) -> datetime:
        """The current time, with its zone."""
        return self._now

    def advance(self, **duration: float) -> datetime:
        """Move on by `days`, `hours`, `minutes`, `seconds`, ..., and return the new time.

        What becomes due meanwhile happens at its time and in its order: schedules run, accounts expire, webhooks are
        tried again.

        Args:
            duration: what `datetime.timedelta` takes.

        Raises:
            ValueError: the duration is negative; time does not run backwards.
        """
        step = timedelta(**duration)
        if step < timedelta():
            raise ValueError(f"received a step of {step}, expected one forward in time")
        return self.advance_to(self._now + step)

    def advance_to(self, moment: datetime) -> datetime:
        """Move on to a moment, as `advance` does.

        Raises:
            ValueError: it has no zone, or is past.
        """
        if moment.tzinfo is None:
            raise ValueError(f"received {moment}, expected a datetime with a zone")
        if moment < self._now:
            raise ValueError(f"received {moment}, expected a time after {self._now}: time does not run backwards")
        self._drive(moment)
        return self._now

    def set(self, moment: datetime) -> None:
        """Put the clock to a moment. Nothing that is due happens by it."""
        self._now = moment
        for follow in self._followers:
            follow(moment)

    @contextmanager
    def freeze(self) -> Iterator[None]:
        """Have the code under test see this clock's time, which stands still until it is moved.

        Within the block `datetime.now()`, `time.time()` and their like give `now`, by time-machine.

        Raises:
            ImportError: time-machine is not installed.
        """
        try:
            import time_machine
        except ModuleNotFoundError as error:
            text = (
                "clock.freeze needs time-machine, which is not installed; install it with: pip install time-machine"
            )
            raise ImportError(text, name=error.name) from error
        with time_machine.travel(self._now, tick=False) as traveller:
            self._followers.append(traveller.move_to)
            try:
                yield
            finally:
                self._followers.remove(traveller.move_to)


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
