"""The timeline, the changelog and the numbers for the terminal. Colours are taken out where nobody sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.changes import VERDICTS
from pytest_portone.findings.as_text import BOLD, COLOURS, DIM
from pytest_portone.findings.wording import by_rule
from pytest_portone.history import wording
from pytest_portone.history.statistics import by_verdict
from pytest_portone.report.columns import cut, left, width
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.findings.model import Finding
    from pytest_portone.history.model import History, Step
    from pytest_portone.history.wording import Table

GLYPHS: Mapping[Verdict, str] = {"allowed": "█", "breaking": "▓", "review": "▒", "exempt": "░"}
"""Told apart without colours."""
LABEL, BAR = 32, 40
"""Columns of a version's name, and of the longest bar."""


def render(history: History) -> str:
    """The history as coloured text."""
    return "\n".join(_lines(printable(history))) + "\n"


def _lines(history: History) -> Iterator[str]:
    yield _painted(wording.headline(history), BOLD)
    yield history.source
    yield from (_painted(f"{each.label} can't be read: {each.reason}", COLOURS["review"]) for each in history.skipped)
    yield ""
    yield from _timeline(history)
    for step in reversed(history.steps):
        yield ""
        yield _painted(wording.step(step), BOLD)
        yield from _changelog(step, history.hidden)
    for table in wording.tables(history):
        yield ""
        yield _painted(table.title, BOLD)
        yield from _table(table)


def _timeline(history: History) -> Iterator[str]:
    longest = min(LABEL, max(width(label) for label, _ in history.versions))
    numbers = [[f"{each:,}" for each in _ordered(step)] for step in history.steps]
    names = list(wording.NAMES.values())
    widths = [max(map(len, column)) for column in zip(names, *numbers, strict=True)]
    legend = (
        _painted(f"{GLYPHS[verdict]} {name:>{columns}}", COLOURS[verdict])
        for (verdict, name), columns in zip(wording.NAMES.items(), widths, strict=True)
    )
    yield f"{' ' * (longest + 2 + BAR)}{'  '.join(['', *legend])}"
    yield left(cut(history.steps[0].old, longest), longest)
    most = max(len(step.findings) for step in history.steps)
    for step, told in zip(history.steps, numbers, strict=True):
        bar = "".join(_painted(text, COLOURS[verdict]) for verdict, text in bars(step, most, BAR).items() if text)
        taken = sum(map(len, bars(step, most, BAR).values()))
        cells = "".join(f"    {number:>{columns}}" for number, columns in zip(told, widths, strict=True))
        yield f"{left(cut(step.new, longest), longest)}  {bar}{' ' * (BAR - taken)}{cells}"


def bars(step: Step, most: int, columns: int) -> Mapping[Verdict, str]:
    """The parts of a step's bar; what there is at all has a column at least.

    Args:
        step: what the bar is of.
        most: as many findings fill all columns.
        columns: as wide is the longest bar.
    """
    scale = (columns - len(wording.NAMES)) / max(most, 1)
    return {
        verdict: GLYPHS[verdict] * (max(1, round(number * scale)) if number else 0)
        for verdict, number in zip(wording.NAMES, _ordered(step), strict=True)
    }


def _ordered(step: Step) -> list[int]:
    numbers = by_verdict(step.findings)
    return [numbers[each] for each in wording.NAMES]


def _changelog(step: Step, hidden: frozenset[Verdict]) -> Iterator[str]:
    for verdict in VERDICTS:
        found = [each for each in step.findings if each.verdict == verdict]
        if found:
            yield _painted(f"  {wording.NAMES[verdict]}", COLOURS[verdict])
        for _, group in by_rule(found):
            yield from [f"    {wording.examples(group)}"] if verdict in hidden else _rule(group)


def _rule(group: Sequence[Finding]) -> Iterator[str]:
    yield f"    {group[0].rule}: {_painted(group[0].text, DIM)}"
    yield from (f"      {wording.finding(each)}" for each in group)


def _table(table: Table) -> Iterator[str]:
    columns = zip(table.head, *table.rows, strict=True)
    cells = [_column(each, number=number) for each, number in zip(columns, table.numeric, strict=True)]
    yield from ("  " + "  ".join(row).rstrip() for row in zip(*cells, strict=True))


def _column(cells: Sequence[str], *, number: bool) -> list[str]:
    columns = max(map(width, cells))
    return [each.rjust(columns) if number else left(each, columns) for each in cells]


def _painted(text: str, codes: str) -> str:
    return f"\x1b[{codes}m{text}\x1b[0m"
