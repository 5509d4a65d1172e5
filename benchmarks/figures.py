"""A figure: what was measured in each round, beside what, and whether it keeps its budget."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import median
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


T = TypeVar("T")
_WIDTH = 140
"""Columns of a table that goes to a file."""


class NotMeasuredError(Exception):
    """Something that a benchmark needs is not there; the message says what, and how to get it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit to a figure: of its ratio (ours divided by the peer's), or of our own value."""

    sense: Literal["at most", "at least"]
    limit: float
    of: Literal["ratio", "ours"] = "ratio"

    def __str__(self) -> str:
        return f"{self.sense} {self.limit:g}{'x' if self.of == 'ratio' else ''}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the outcome.

    Attributes:
        what: what was measured.
        unit: of both sides.
        ours: our value in each round.
        peer: the peer's name; empty where there is none.
        theirs: the peer's value in each round, taken next to ours.
        budget: what it is held to; None where it is listed only.
        note: what helps to read it.
    """

    what: str
    unit: str
    ours: tuple[float, ...]
    peer: str = ""
    theirs: tuple[float, ...] = ()
    budget: Budget | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The median over the rounds of ours divided by theirs; None without a peer."""
        pairs = zip(self.ours, self.theirs, strict=True) if self.theirs else ()
        ratios = [ours / theirs for ours, theirs in pairs]
        return median(ratios) if ratios else None

    @property
    def met(self) -> bool | None:
        """Whether the budget is kept; None where there is none."""
        if self.budget is None:
            return None
        value = self.ratio if self.budget.of == "ratio" else median(self.ours)
        assert value is not None, f"{self.what} has a budget for its ratio, but no peer"
        return value <= self.budget.limit if self.budget.sense == "at most" else value >= self.budget.limit

    def row(self) -> tuple[str, ...]:
        """The cells of the table."""
        ratio = "" if self.ratio is None else f"{shown(self.ratio)}x"
        theirs = f"{spread(self.theirs)}\n{self.peer}" if self.theirs else ""
        note = f"\n[dim]{self.note}[/dim]" if self.note else ""
        verdict = {None: "", True: "[green]met[/green]", False: "[red]missed[/red]"}[self.met]
        budget = str(self.budget or "")
        return self.what + note, self.unit, spread(self.ours), theirs, ratio, budget, verdict

    def data(self) -> dict[str, Any]:
        """The figure as JSON has it."""
        return {
            "what": self.what,
            "unit": self.unit,
            "ours": self.ours,
            "peer": self.peer or None,
            "theirs": self.theirs,
            "ratio": self.ratio,
            "budget": str(self.budget) if self.budget else None,
            "met": self.met,
            "note": self.note or None,
        }


def need(module: str) -> None:
    """Make sure that a peer is installed.

    Raises:
        NotMeasuredError: it is not.
    """
    if find_spec(module) is None:
        raise NotMeasuredError(f"{module} is not installed; pip install -e '.[test]' -r benchmarks/requirements.txt")


def interleaved(rounds: int, *sides: Callable[[], T]) -> tuple[tuple[T, ...], ...]:
    """Measure every side once a round, forwards and backwards in turn; the values of each side."""
    taken: list[list[T]] = [[] for _ in sides]
    for number in range(rounds):
        order = range(len(sides))
        for index in order if number % 2 == 0 else reversed(order):
            taken[index].append(sides[index]())
    return tuple(tuple(each) for each in taken)


def shown(value: float) -> str:
    """A number with three digits that count."""
    magnitude = abs(value)
    digits = 0 if magnitude >= 100 else 1 if magnitude >= 10 else 2  # noqa: PLR2004 - powers of ten
    return f"{value:,.{digits}f}"


def spread(values: tuple[float, ...]) -> str:
    """The median and, where there were more rounds than one, the least and the greatest."""
    middle = shown(median(values))
    return f"{middle} ({shown(min(values))} to {shown(max(values))})" if len(values) > 1 else middle


def print_table(title: str, figures: Iterable[Figure]) -> None:
    """Print one benchmark's figures."""
    from rich.console import Console
    from rich.table import Table

    table = Table("what", "unit", "ours", "peer", "ratio", "budget", "", title=title, title_justify="left")
    for each in figures:
        table.add_row(*each.row())
    Console(width=None if sys.stdout.isatty() else _WIDTH).print(table)


def write(path: Path, outcome: dict[str, list[Figure]]) -> None:
    """Write all figures, and the machine they were taken on, as JSON."""
    machine = {"python": platform.python_version(), "system": platform.system(), "processors": os.cpu_count()}
    figures = {name: [each.data() for each in measured] for name, measured in outcome.items()}
    path.write_text(json.dumps({"format": 1, "machine": machine, "figures": figures}, indent=2), encoding="utf-8")
