"""The timeline as a picture: what was added stands on the axis; what is breaking, review or exempt hangs below."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from pytest_portone.history import wording
from pytest_portone.history.statistics import count
from pytest_portone.history.timeline import HEIGHT, LEFT, RIGHT, TOP, WIDTH, layout
from pytest_portone.report.columns import cut
from pytest_portone.report.markup import Markup, joined, tag
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.history.model import History
    from pytest_portone.history.timeline import Bar, Mark, Timeline

BOTTOM = TOP + HEIGHT
_SOURCE = 56
"""Columns of where the versions come from."""
_ROOM = 15.0
"""A number needs so much height."""
_NARROW = 26.0
"""And a bar so much width."""
_LETTER = 7


def render(history: History) -> str:
    """The picture as a file of its own."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{picture(printable(history), tag("style", Markup(style())))}\n'


def style() -> str:
    """The picture's CSS."""
    return resources.files("pytest_portone.history").joinpath("timeline.css").read_text(encoding="utf-8")


def picture(history: History, head: Markup = Markup()) -> Markup:  # noqa: B008 - it is empty text
    """The picture, as an element; its texts are visible already.

    Args:
        history: what is shown.
        head: stands first in the picture, such as its style.
    """
    drawn = layout(history)
    height = BOTTOM + (150 if drawn.slanted else 40)
    described = (
        "A bar for each step from one version to the next. What was added stands above the axis; what is breaking, "
        "to be reviewed or exempt hangs below. The table of versions has the same numbers."
    )
    return tag(
        "svg",
        tag("title", f"{wording.TITLE}: {wording.headline(history)}", id="timeline-title"),
        tag("desc", described, id="timeline-desc"),
        head,
        tag("rect", class_="paper", width=str(WIDTH), height=str(height)),
        *_legend(history),
        *_field(drawn),
        *(_bar(each, drawn.thick) for each in drawn.bars),
        tag("line", class_="axis", x1=str(LEFT), x2=str(RIGHT), y1=_n(drawn.axis), y2=_n(drawn.axis)),
        *_versions(drawn),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        class_="timeline",
        role="img",
        aria_labelledby="timeline-title timeline-desc",
    )


def _legend(history: History) -> Iterator[Markup]:
    numbers = count(history, history.findings).verdicts
    x = LEFT
    for verdict, name in wording.NAMES.items():
        told = f"{name} {numbers[verdict]:,}"
        yield tag("rect", class_=verdict, x=str(x), y="16", width="12", height="12", rx="2")
        yield tag("text", told, class_="legend", x=str(x + 18), y="26")
        x += 42 + _LETTER * len(told)
    yield tag("text", cut(history.source, _SOURCE), class_="quiet end", x=str(RIGHT), y="26")


def _field(drawn: Timeline) -> Iterator[Markup]:
    for each in drawn.ticks:
        yield tag("line", class_="grid", x1=str(LEFT), x2=str(RIGHT), y1=_n(each.at), y2=_n(each.at))
        yield tag("text", each.text, class_="quiet end", x=str(LEFT - 8), y=_n(each.at + 4))
    for each in drawn.years:
        yield tag("line", class_="year", x1=_n(each.at), x2=_n(each.at), y1=str(TOP - 12), y2=str(BOTTOM))
        yield tag("text", each.text, class_="quiet", x=_n(each.at + 4), y=str(TOP - 4))


def _bar(bar: Bar, thick: float) -> Markup:
    told = joined(wording.step(bar.step))
    return tag("g", tag("title", told), *_segments(bar, thick), class_="step")


def _segments(bar: Bar, thick: float) -> Iterator[Markup]:
    for each in bar.segments:
        yield tag(
            "rect",
            class_=each.verdict,
            x=_n(bar.x - thick / 2),
            y=_n(each.y),
            width=_n(thick),
            height=_n(each.height),
            data_count=str(each.number),
        )
        if thick >= _NARROW and each.verdict == "allowed":
            yield tag("text", f"{each.number:,}", class_="number", x=_n(bar.x), y=_n(each.y - 6))
        elif thick >= _NARROW and each.height >= _ROOM:
            yield tag("text", f"{each.number:,}", class_="inside", x=_n(bar.x), y=_n(each.y + each.height / 2 + 4))


def _versions(drawn: Timeline) -> Iterator[Markup]:
    yield tag("circle", class_="first", cx=_n(drawn.first), cy=_n(drawn.axis), r="4")
    for each in drawn.names:
        yield tag("line", class_="tick", x1=_n(each.at), x2=_n(each.at), y1=str(BOTTOM), y2=str(BOTTOM + 5))
        yield _slanted(each) if drawn.slanted else _upright(each)


def _upright(name: Mark) -> Markup:
    return tag("text", name.text, class_="name middle", x=_n(name.at), y=str(BOTTOM + 22))


def _slanted(name: Mark) -> Markup:
    turned = f"translate({_n(name.at + 4)} {BOTTOM + 14}) rotate(-60)"
    return tag("text", name.text, class_="name end", transform=turned)


def _n(number: float) -> str:
    return f"{number:.1f}"
