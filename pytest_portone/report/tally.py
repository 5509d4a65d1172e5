"""What every format counts and groups, in one place, so that they agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from pytest_portone.report.model import Kind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_portone.report.model import Attempted, Break, Coverage, Report

Level: TypeAlias = Literal["fails", "warns", "known"]
"""What a break does to the run; a known one does nothing."""
State: TypeAlias = Literal["good", "bad", "open", "none"]
"""How a cell is coloured. `open`: of that kind, nothing is known."""

KINDS: tuple[Kind, ...] = get_args(Kind)
LEVELS: tuple[Level, ...] = get_args(Level)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
FORBIDDEN: frozenset[Kind] = frozenset({"field-gone", "amount-changed", "state-changed"})
"""Kinds that the policy forbids: there, a test that breaks is what is wanted."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of one kind of change in one operation: how many places in how many tests, counted together."""

    kind: Kind
    survived: int = 0
    broke: int = 0
    not_received: int = 0
    not_tried: int = 0

    @property
    def counts(self) -> tuple[int, int, int]:
        """Survived, broke, not received: the order in which they are shown everywhere."""
        return self.survived, self.broke, self.not_received

    @property
    def state(self) -> State:
        """How the cell is coloured."""
        if not any(self.counts):
            return "none"
        if self.kind in FORBIDDEN:
            return "good" if self.broke and not self.survived else "open"
        if self.broke:
            return "bad"
        return "good" if self.survived else "open"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Operations down, kinds of change across; only those that occur. Webhooks stand below the operations."""

    kinds: tuple[Kind, ...]
    rows: Mapping[str, tuple[Cell, ...]]


def matrix(report: Report) -> Matrix:
    """The matrix of a run."""
    counted: dict[str, Counter[tuple[Kind, str]]] = defaultdict(Counter)
    for each in report.attempted:
        counted[each.operation][each.kind, each.result] += 1
    kinds = tuple(kind for kind in KINDS if any(kind == each.kind for each in report.attempted))
    names = sorted(counted, key=lambda name: (name.startswith("webhook "), name))
    return Matrix(kinds, {name: tuple(_cell(kind, counted[name]) for kind in kinds) for name in names})


def _cell(kind: Kind, counted: Counter[tuple[Kind, str]]) -> Cell:
    results = ("survived", "broke", "not received", "not tried")
    return Cell(kind, *(counted[kind, each] for each in results))


@dataclass(frozen=True, slots=True)
class Distinct:
    """Every break of one fingerprint.

    Attributes:
        example: one of them: the first that fails, if any does.
        tests: the tests that it hits, each once, in the order of the run.
        level: what it does to the run.
    """

    example: Break
    tests: tuple[str, ...]
    level: Level


def distinct(report: Report) -> tuple[Distinct, ...]:
    """The distinct breaks: what fails the run first; of that, what really happened most; crashes before changes."""
    grouped: dict[str, list[Break]] = defaultdict(list)
    for each in report.breaks:
        grouped[each.fingerprint].append(each)
    return tuple(sorted(map(_distinct, grouped.values()), key=_rank))


def _distinct(breaks: list[Break]) -> Distinct:
    example = next((each for each in breaks if each.fails), breaks[0])
    level: Level = "fails" if example.fails else "known" if example.known else "warns"
    return Distinct(example, tuple(dict.fromkeys(each.test for each in breaks)), level)


def _rank(each: Distinct) -> tuple[object, ...]:
    found = each.example
    place = (found.operation, found.status, found.path, found.fingerprint)
    likely = (-found.seen_here, -found.seen_anywhere)
    return LEVELS.index(each.level), *likely, VERDICTS.index(found.verdict), *place


class Unnoticed(NamedTuple):
    """A forbidden change that no test noticed, and the tests that received it."""

    operation: str
    status: int
    path: str
    kind: Kind
    tests: tuple[str, ...]


def unnoticed(report: Report) -> tuple[Unnoticed, ...]:
    """The forbidden changes that no test noticed, each once."""
    grouped: dict[tuple[str, int, str, Kind], dict[str, None]] = defaultdict(dict)
    for each in report.unnoticed:
        grouped[each.operation, each.status, each.path, each.kind][each.test] = None
    return tuple(Unnoticed(*place, tuple(tests)) for place, tests in sorted(grouped.items()))


def untried(attempted: Iterable[Attempted]) -> Mapping[str, int]:
    """Why changes could not be tried -> how many."""
    return Counter(each.note for each in attempted if each.result == "not tried")


class Share(NamedTuple):
    """How much of something the tests have met: what, and how many there are."""

    name: str
    met: tuple[str, ...]
    of: int


def shares(coverage: Coverage) -> tuple[Share, ...]:
    """The coverage in numbers."""
    return (
        Share("operations", coverage.operations, coverage.of_operations),
        Share("answers", coverage.statuses, coverage.of_statuses),
        Share("enum values", coverage.values, coverage.of_values),
        Share("oneOf cases", coverage.cases, coverage.of_cases),
    )


def empty(report: Report) -> bool:
    """Whether there is nothing to tell."""
    told = (report.attempted, report.breaks, report.flaky, report.stale, report.unnoticed, report.requests)
    return not any(told) and not report.coverage.operations
