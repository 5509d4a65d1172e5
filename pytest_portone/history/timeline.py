"""Where things stand in the picture of a history: plain geometry, in SVG units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pytest_portone.history.statistics import by_verdict
from pytest_portone.report.columns import cut, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.history.model import History, Step

WIDTH = 960
LEFT, RIGHT = 52, 936
TOP, HEIGHT = 68, 300
"""Of the field in which bars stand."""
BELOW: tuple[Verdict, ...] = ("breaking", "review", "exempt")
"""What hangs from the axis, from the axis on; what is allowed stands on it."""
CLOSEST, WIDEST = 8.0, 44.0
"""Between two versions, where there is room for so much; of a bar."""
CLEAR = 16.0
"""Between two names that are slanted."""
LABEL = 24
"""Columns of a version's name."""
_LETTER = 6.6
"""Of a name, about."""
_TICKS = 6
_LEAST = 0.12
"""Share of the field that each side of the axis has at least."""


class Segment(NamedTuple):
    """A part of a bar."""

    verdict: Verdict
    number: int
    y: float
    height: float


class Bar(NamedTuple):
    """What one step brought: its middle, and its parts."""

    step: Step
    x: float
    segments: tuple[Segment, ...]


class Mark(NamedTuple):
    """A text beside a line."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The geometry of a history's picture.

    Attributes:
        axis: where nothing has changed.
        bars: a step each, at the place of its newer version.
        first: where the first version is, which has no bar.
        thick: how wide a bar is.
        ticks: numbers of changes.
        years: where each begins; empty where days are not known.
        names: those versions' names for which there is room.
        slanted: whether the names need to be.
    """

    axis: float
    bars: tuple[Bar, ...]
    first: float
    thick: float
    ticks: tuple[Mark, ...]
    years: tuple[Mark, ...]
    names: tuple[Mark, ...]
    slanted: bool


def layout(history: History) -> Timeline:
    """Where everything stands: by time where days are known, else at equal distances."""
    up, down = _most(history)
    least = _LEAST * (up + down)
    up, down = max(up, least), max(down, least)
    unit = HEIGHT / (up + down)
    axis = TOP + up * unit
    places = _places(history)
    nearest = min((after - before for before, after in pairwise(places)), default=WIDEST)
    names, slanted = _names(history, places, nearest)
    return Timeline(
        axis=axis,
        bars=tuple(
            Bar(step, x, tuple(_segments(step, axis, unit)))
            for step, x in zip(history.steps, places[1:], strict=True)
        ),
        first=places[0],
        thick=min(WIDEST, nearest * 0.72),
        ticks=tuple(_ticks(up, down, axis, unit)),
        years=tuple(_years(history, places)),
        names=names,
        slanted=slanted,
    )


def spread(wanted: Sequence[float], low: float, high: float, closest: float) -> list[float]:
    """Places as near to where they are wanted as can be, in the same order, none closer than that to another.

    Args:
        wanted: where they are wanted, in rising order, from `low` to `high`.
        low: the first of all places.
        high: the last of all places.
        closest: the least distance; where there is no room for it, all are at the same distance.
    """
    closest = min(closest, (high - low) / max(len(wanted) - 1, 1))
    places: list[float] = []
    for each in wanted:
        places.append(max(each, places[-1] + closest) if places else each)
    limit = high
    for index in reversed(range(len(places))):
        places[index] = min(places[index], limit)
        limit = places[index] - closest
    return places


def _most(history: History) -> tuple[float, float]:
    """The highest bar above the axis and below; 1 where there is none at all."""
    numbers = [by_verdict(step.findings) for step in history.steps]
    up = max(each["allowed"] for each in numbers)
    down = max(sum(each[verdict] for verdict in BELOW) for each in numbers)
    return (float(up), float(down)) if up or down else (1.0, 1.0)


def _places(history: History) -> list[float]:
    days = [day for _, day in history.versions if day]
    low, high = LEFT + WIDEST / 2 + 4, RIGHT - WIDEST / 2 - 4
    ordinals = [each.toordinal() for each in days] if history.dated else list(range(len(history.versions)))
    span = max(ordinals[-1] - ordinals[0], 1)
    wanted = [low + (each - ordinals[0]) / span * (high - low) for each in ordinals]
    return spread(wanted, low, high, CLOSEST)


def _segments(step: Step, axis: float, unit: float) -> Iterator[Segment]:
    numbers = by_verdict(step.findings)
    if added := numbers["allowed"]:
        yield Segment("allowed", added, axis - added * unit, added * unit)
    taken = 0
    for verdict in BELOW:
        if numbers[verdict]:
            yield Segment(verdict, numbers[verdict], axis + taken * unit, numbers[verdict] * unit)
        taken += numbers[verdict]


def _ticks(up: float, down: float, axis: float, unit: float) -> Iterator[Mark]:
    step = _round_number((up + down) / _TICKS)
    for index in range(-int(down // step), int(up // step) + 1):
        yield Mark(axis - index * step * unit, f"{abs(index * step):,}")


def _round_number(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50, … that is not below."""
    power = 1
    while power * 10 <= least:
        power *= 10
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least)


def _years(history: History, places: Sequence[float]) -> Iterator[Mark]:
    """Between two versions, time is even."""
    known = [(day.toordinal(), x) for (_, day), x in zip(history.versions, places, strict=True) if day]
    if not history.dated:
        return
    for year in range(date.fromordinal(known[0][0]).year + 1, date.fromordinal(known[-1][0]).year + 1):
        begins = date(year, 1, 1).toordinal()
        before, x = max(each for each in known if each[0] <= begins)
        after, end = min(each for each in known if each[0] >= begins)
        yield Mark(x + (end - x) * (begins - before) / max(after - before, 1), str(year))


def _names(history: History, places: Sequence[float], nearest: float) -> tuple[tuple[Mark, ...], bool]:
    """From the last to the first, each that stands clear of the one before."""
    marks = [Mark(x, cut(label, LABEL)) for (label, _), x in zip(history.versions, places, strict=True)]
    slanted = nearest < max(width(each.text) for each in marks) * _LETTER + 8
    kept: list[Mark] = []
    for each in reversed(marks):
        if not slanted or not kept or kept[-1].at - each.at >= CLEAR:
            kept.append(each)
    return tuple(reversed(kept)), slanted
