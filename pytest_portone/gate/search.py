"""Which of many changes break a test, in as few runs as can be: all at once, and halves of what breaks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Run(Generic[T, R]):
    """One run of the test: what was really applied in it, and how it broke; None where it did not."""

    applied: frozenset[T]
    broke: R | None = None


@dataclass(frozen=True, slots=True)
class Culprit(Generic[T, R]):
    """Changes that break the test together, and not without one of them: nearly always one alone."""

    changes: tuple[T, ...]
    how: R


@dataclass(slots=True)
class Search(Generic[T, R]):
    """Runs the test with some of the changes until each one's effect is known.

    Attributes:
        attempt: runs the test with these changes.
        culprits: what breaks it.
        survived: what was applied in a run that passed.
    """

    attempt: Callable[[Sequence[T]], Run[T, R]]
    culprits: list[Culprit[T, R]] = field(default_factory=list)
    survived: set[T] = field(default_factory=set)

    def all_at_once(self, changes: Sequence[T]) -> None:
        """Find what breaks the test by halving. What a passing run did not come to is tried again by itself."""
        while changes:
            before = len(self.survived)
            self._narrow(changes, self.attempt(changes))
            settled = self.survived | {each for culprit in self.culprits for each in culprit.changes}
            rest = [each for each in changes if each not in settled]
            if len(rest) == len(changes) and len(self.survived) == before:
                return
            changes = rest

    def one_by_one(self, changes: Sequence[T]) -> None:
        """Try each change alone."""
        for each in changes:
            self._narrow([each], self.attempt([each]))

    def _narrow(self, changes: Sequence[T], run: Run[T, R]) -> None:
        if run.broke is None:
            self.survived |= run.applied & set(changes)
        elif len(changes) > 1:
            self._halve(changes, run.broke)
        elif run.applied:  # else it failed by itself
            self.culprits.append(Culprit((changes[0],), run.broke))

    def _halve(self, changes: Sequence[T], how: R) -> None:
        middle = len(changes) // 2
        halves = changes[:middle], changes[middle:]
        runs = [self.attempt(each) for each in halves]
        if all(run.broke is None for run in runs):
            self._together(changes, how)
            return
        for half, run in zip(halves, runs, strict=True):
            self._narrow(half, run)

    def _together(self, changes: Sequence[T], how: R) -> None:
        """Neither half breaks it alone: take away one after the other what is not needed."""
        needed = list(changes)
        for each in changes:
            without = [other for other in needed if other != each]
            run = self.attempt(without)
            if run.broke is not None:
                needed, how = without, run.broke
        if needed:
            self.culprits.append(Culprit(tuple(needed), how))
