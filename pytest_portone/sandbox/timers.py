"""What is to happen at a time of the sandbox: jobs as data, so that they are kept and put back with all else."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.sandbox.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Job: TypeAlias = Callable[..., None]
    """Does what is due: given the state and the timer's subject. Whatever it finds, it raises nothing."""


@dataclass(frozen=True, slots=True, order=True)
class Timer:
    """One thing to be done.

    Attributes:
        due: when; jobs that are due at the same time run in the order in which they were set.
        place: the number of timers that were set before.
        job: a key of `pytest_portone.sandbox.domains.JOBS`.
        subject: what it is about, such as a store and a payment's id.
    """

    due: datetime
    place: int
    job: str
    subject: tuple[str, ...]


class Timers(Table[int, Timer]):
    """The timers that are set, by place."""

    __slots__ = ("_heap", "_next", "_seen")

    def __init__(self) -> None:
        super().__init__()
        self._heap: list[Timer] = []
        self._next = 0
        self._seen: Any = self.content

    def set(self, due: datetime, job: str, *subject: str) -> Timer:
        """Have a job done when it is due."""
        self._refresh()
        timer = Timer(due, self._next, job, subject)
        self._next += 1
        self[timer.place] = timer
        self._seen = self.content
        heapq.heappush(self._heap, timer)
        return timer

    def __delitem__(self, place: int) -> None:
        current = self._seen is self.content
        super().__delitem__(place)
        if current:
            self._seen = self.content

    def drop(self, job: str, *subject: str) -> None:
        """Take back every timer of a job about a subject."""
        for timer in [each for each in self.values() if (each.job, each.subject) == (job, subject)]:
            del self[timer.place]

    def first(self, until: datetime) -> Timer | None:
        """The timer that is due first, if that is not after `until`."""
        self._refresh()
        while self._heap and self._heap[0].place not in self:
            heapq.heappop(self._heap)
        return self._heap[0] if self._heap and self._heap[0].due <= until else None

    def _refresh(self) -> None:
        """Work the heap out again where the content was put back or taken from."""
        if self._seen is not self.content:
            self._heap = sorted(self.values())
            self._next = max(self._next, max((each.place for each in self._heap), default=-1) + 1)
            self._seen = self.content
