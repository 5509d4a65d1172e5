"""The summary at the end of pytest's output."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from pytest_portone.report import tally, wording
from pytest_portone.report.columns import cut, left, width, wrapped
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pytest

    from pytest_portone.report.model import Report
    from pytest_portone.report.tally import Cell, Distinct, Level, State

INDENT, LABEL = 3, 17
NARROWEST = 40
"""Columns; a terminal that claims less gets this much."""
STATES: Mapping[State, tuple[str, ...]] = {
    "good": ("green",),
    "bad": ("red", "bold"),
    "open": ("yellow",),
    "none": (),
}
LEVELS: Mapping[Level, str] = {"fails": "red", "warns": "yellow", "known": "cyan"}


class Piece(NamedTuple):
    """A part of a line, with the names of pytest's markup."""

    text: str
    markup: tuple[str, ...] = ()


def write(terminal: pytest.TerminalReporter, report: Report) -> None:
    """Print the summary; of a report in which nothing happened, one line."""
    if tally.empty(report):
        terminal.write_line(wording.NOTHING)
        return
    terminal.write_sep("=", wording.TITLE)
    columns = terminal.config.get_terminal_writer().fullwidth
    for line in lines(report, max(columns, NARROWEST)):
        for piece in line:
            terminal.write(piece.text, **dict.fromkeys(piece.markup, True))
        terminal.write("\n")


def lines(report: Report, columns: int) -> Iterator[tuple[Piece, ...]]:
    """The summary's lines; none but a command is longer than the columns."""
    shown = printable(report)
    yield from _text(wording.headline(shown), columns, 0, ("red" if shown.fails else "green", "bold"))
    yield from _text(wording.circumstances(shown), columns, 0)
    yield from _matrix(shown, columns)
    yield from _breaks(tally.distinct(shown), columns)
    for heading, entries in wording.lists(shown):
        yield ()
        yield from _text(heading, columns, 0, ("yellow", "bold"))
        yield from chain.from_iterable(_text(f"{what}: {text}", columns) for what, text in entries)
    if told := wording.coverage(shown):
        yield ()
        yield from _text(told, columns, 0)


def _text(text: str, columns: int, indent: int = INDENT, markup: tuple[str, ...] = ()) -> Iterator[tuple[Piece, ...]]:
    for line in wrapped(text, columns - indent):
        yield (Piece(" " * indent + line, markup),)


def _matrix(report: Report, columns: int) -> Iterator[tuple[Piece, ...]]:
    table = tally.matrix(report)
    if table.rows:
        yield ()
        yield (Piece(f"{' / '.join(wording.RESULTS)}:"),)
        first = min(max(map(width, ("operation", *table.rows))), columns // 2)
        across = [[cells[index] for cells in table.rows.values()] for index in range(len(table.kinds))]
        widths = [max(len(column[0].kind), *(len(_numbers(each)) for each in column)) for column in across]
        for some in _fitting(widths, columns - first):
            yield (Piece(_row("operation", table.kinds, widths, some, first), ("bold",)),)
            for name, cells in table.rows.items():
                yield (Piece(left(cut(name, first), first)), *(_cell(cells[each], widths[each]) for each in some))
    yield from chain.from_iterable(_text(line, columns, 0, ("yellow",)) for line in wording.untried(report))


def _row(name: str, cells: Sequence[str], widths: Sequence[int], some: Iterable[int], first: int) -> str:
    return left(name, first) + "".join(f"  {cells[each]:>{widths[each]}}" for each in some)


def _fitting(widths: Sequence[int], columns: int) -> Iterator[list[int]]:
    """The columns' indices in as few groups as fit beside the names."""
    group: list[int] = []
    for index, each in enumerate(widths):
        if group and sum(widths[other] + 2 for other in group) + each + 2 > columns:
            yield group
            group = []
        group.append(index)
    yield group


def _cell(cell: Cell, columns: int) -> Piece:
    return Piece(f"  {_numbers(cell):>{columns}}", STATES[cell.state])


def _numbers(cell: Cell) -> str:
    return " / ".join(map(str, cell.counts)) if cell.state != "none" else "-"


def _breaks(found: tuple[Distinct, ...], columns: int) -> Iterator[tuple[Piece, ...]]:
    for number, each in enumerate((each for each in found if each.level != "known"), 1):
        yield ()
        yield from _text(f"{number}. {wording.title(each.example)}", columns, 0, (LEVELS[each.level], "bold"))
        for name, text in wording.facts(each):
            yield from _fact(name, text, columns, (LEVELS[each.level],) if name == "raised" else ())
        yield (Piece(f"{' ' * INDENT}{'repeat':{LABEL}}{each.example.command}"),)
    if known := [each.example.fingerprint for each in found if each.level == "known"]:
        yield ()
        told = f"{wording.counted(len(known), 'distinct break')} known and expected: {', '.join(known)}"
        yield from _text(told, columns, 0, (LEVELS["known"],))


def _fact(name: str, text: str, columns: int, markup: tuple[str, ...]) -> Iterator[tuple[Piece, ...]]:
    for index, line in enumerate(wrapped(text, columns - INDENT - LABEL)):
        yield Piece(f"{' ' * INDENT}{'' if index else name:{LABEL}}"), Piece(line, markup)
