"""Markdown as GitHub shows it in the summary of a step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_portone.report import tally, wording
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pytest_portone.report.model import Report
    from pytest_portone.report.tally import Cell, Distinct, Level, State

LIMIT = 1_000_000
"""Bytes. GitHub refuses the whole summary of a step above 1 MiB."""
SIGNS: Mapping[Level, str] = {"fails": "❌", "warns": "⚠️", "known": "☑️"}
OURS = frozenset({"change", "policy", "seen"})
"""Facts in our own words."""
STATES: Mapping[State, str] = {"good": "✅", "bad": "❌", "open": "⬜", "none": ""}


def render(report: Report) -> str:
    """The report as Markdown; what is beyond GitHub's limit is left out, and that is said."""
    return bounded(_blocks(printable(report)))


def bounded(parts: Iterable[str]) -> str:
    """The blocks as one text; what is beyond GitHub's limit is left out, and that is said."""
    blocks: list[str] = []
    size = 0
    for block in parts:
        size += len(block.encode()) + 2
        if size > LIMIT:
            blocks.append("The rest is left out: GitHub takes no more than 1 MiB. The HTML report has all of it.")
            break
        blocks.append(block)
    return "\n\n".join(blocks) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"## {wording.TITLE}"
    if tally.empty(report):
        yield wording.NOTHING
        return
    yield f"**{wording.headline(report)}**"
    yield prose(wording.circumstances(report))
    yield from _matrix(report)
    for number, each in enumerate(tally.distinct(report), 1):
        yield _break(number, each)
        yield fenced(each.example.command)
    for heading, entries in wording.lists(report):
        yield f"### {heading}"
        yield "\n".join(f"- {code(what)}: {prose(text)}" for what, text in entries)
    if told := wording.coverage(report):
        yield told


def _matrix(report: Report) -> Iterator[str]:
    table = tally.matrix(report)
    if table.rows:
        head = f"| operation | {' | '.join(table.kinds)} |"
        rule = f"| --- |{' ---: |' * len(table.kinds)}"
        rows = (f"| {code(name)} | {' | '.join(map(_cell, cells))} |" for name, cells in table.rows.items())
        yield f"Each cell: {' / '.join(wording.RESULTS)}."
        yield "\n".join([head, rule, *rows])
    if told := list(wording.untried(report)):
        yield "\n".join(f"- {prose(each)}" for each in told)


def _cell(cell: Cell) -> str:
    return f"{STATES[cell.state]} {' / '.join(f'{each:,}' for each in cell.counts)}" if cell.state != "none" else ""


def _break(number: int, each: Distinct) -> str:
    found = each.example
    place = wording.place(found.operation, found.status, found.path)
    heading = f"### {number}. {SIGNS[each.level]} {found.verdict} in {wording.BLAMES[found.blame]}: {code(place)}"
    facts = (f"- {name}: {_fact(each, name, text)}" for name, text in wording.facts(each))
    return "\n".join([heading, "", f"- {wording.LEVELS[each.level]}; {wording.VERDICTS[found.verdict]}", *facts])


def _fact(each: Distinct, name: str, text: str) -> str:
    if name == "hits":
        return wording.hits(each.tests, code)
    return prose(text) if name in OURS else code(text)


def code(text: str) -> str:
    """Any printable text as code, in a line or in a table's cell, taken literally.

    Inside backticks all is literal but backticks and, in a table, pipes.
    """
    if text.strip() and not set(text) & set("`|\\"):
        return f"`{text}`"
    return f"<code>{prose(text)}</code>"


def prose(text: str) -> str:
    """Any printable text inside a line, taken literally: every sign that means something is a character reference."""
    return _SIGN.sub(lambda found: f"&#{ord(found[0])};", text)


_SIGN = re.compile(r"[!#$&*<>@\[\\\]_`|~]|:(?=\S)|(?<=www)\.|^(?:[-+=\s]|\d(?=\d*[.)](?:\s|$)))")
"""The last alternative: what opens a list, a heading or a block of code where the text begins its block."""


def fenced(text: str) -> str:
    """Any printable text as a block; its fence is longer than any in it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}console\n{text}\n{fence}"
