"""Bars, drawn as inline SVG. Their labels are HTML around them, so that they stay readable at any width."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pytest_portone.report.markup import Markup, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

HEIGHT = 100
STEP = 10
"""The room of one day, in SVG units."""
MOST = 120
"""Bars in a chart; longer times are drawn by the month, or by the year."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, or one part of a stack.

    Attributes:
        value: how long it is, in any unit.
        look: its class in CSS.
        title: what it says to those who point at it.
        link: filters that it leads to; empty for none.
    """

    value: int
    look: str
    title: str
    link: tuple[tuple[str, str], ...] = ()


def times(days: Iterable[date]) -> list[str]:
    """The names of a chart's bars, from the first day to the last without a gap: days, else months, else years.

    A day belongs to the bar whose name its ISO date begins with.
    """
    every = set(days)
    first, last = min(every), max(every)
    if (last - first).days < MOST:
        return [str(first + timedelta(days=number)) for number in range((last - first).days + 1)]
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    if len(months) <= MOST:
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    return [f"{year:04}" for year in range(first.year, last.year + 1)]


UNITS = {len("2026-11-23"): "day", len("2026-11"): "month", len("2026"): "year"}
"""By the length of a bar's name, what it stands for."""


def beside(groups: Sequence[tuple[str, Sequence[Bar]]], name: str) -> Markup:
    """Bars beside each other: a group for each day; values below zero hang down.

    Args:
        groups: the day, and its bars.
        name: what the picture shows.
    """
    values = [0, *(bar.value for _, bars in groups for bar in bars)]
    top, bottom = max(values), min(values)
    scale = HEIGHT / max(top - bottom, 1)
    drawn = []
    for number, (_, bars) in enumerate(groups):
        room = (STEP - 2) / len(bars)
        for index, bar in enumerate(bars):
            start = (top - max(bar.value, 0)) * scale
            drawn.append(_rect(bar, number * STEP + 1 + index * room, room, start, abs(bar.value) * scale))
    zero = tag("line", x1="0", x2=str(len(groups) * STEP), y1=_n(top * scale), y2=_n(top * scale))
    return _figure(groups, [*drawn, zero], name)


def stacked(groups: Sequence[tuple[str, Sequence[Bar]]], name: str) -> Markup:
    """Bars on top of each other: a stack for each day.

    Args:
        groups: the day, and the parts of its stack, none below zero.
        name: what the picture shows.
    """
    scale = HEIGHT / max([1, *(sum(bar.value for bar in bars) for _, bars in groups)])
    drawn = []
    for number, (_, bars) in enumerate(groups):
        start = float(HEIGHT)
        for bar in bars:
            start -= bar.value * scale
            drawn.append(_rect(bar, number * STEP + 1, STEP - 2, start, bar.value * scale))
    return _figure(groups, drawn, name)


def swatch(look: str) -> Markup:
    """A spot of a bar's colour, for a legend."""
    return tag("svg", tag("rect", width="10", height="10", class_=look), viewBox="0 0 10 10", class_="swatch")


def _rect(bar: Bar, x: float, width: float, y: float, height: float) -> Markup:
    drawn = tag(
        "rect",
        tag("title", bar.title),
        x=_n(x),
        y=_n(y),
        width=_n(width),
        height=_n(height),
        class_=bar.look,
    )
    return tag("a", drawn, href=f"#{urlencode(bar.link)}") if bar.link else drawn


def _figure(groups: Sequence[tuple[str, Sequence[Bar]]], drawn: Iterable[Markup], name: str) -> Markup:
    size = f"0 0 {len(groups) * STEP} {HEIGHT}"
    picture = tag("svg", *drawn, viewBox=size, preserveAspectRatio="none", role="img", aria_label=name, class_="bars")
    return tag("figure", picture, tag("div", *_ends(groups), class_="ends"))


def _ends(groups: Sequence[tuple[str, Sequence[Bar]]]) -> Iterator[Markup]:
    named = [groups[0][0], groups[len(groups) // 2][0], groups[-1][0]]
    chosen = dict.fromkeys(named if len(groups) > 2 else (name for name, _ in groups))  # noqa: PLR2004 - a middle
    return (tag("span", each) for each in chosen)


def _n(number: float) -> str:
    return f"{number:.2f}"
