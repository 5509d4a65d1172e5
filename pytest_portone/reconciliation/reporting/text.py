"""For a terminal: what is wrong, the worst of it, the totals, and what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.findings.colour import painted, plain
from pytest_portone.reconciliation.reporting import money, tally, wording
from pytest_portone.reconciliation.reporting.grid import grid
from pytest_portone.reconciliation.reporting.report import Report
from pytest_portone.report.columns import left, wrapped
from pytest_portone.report.printable import printable, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_portone.reconciliation.reconciliation import Discrepancy, Reconciliation
    from pytest_portone.reconciliation.reporting.tally import Day

COLUMNS = 100
"""Where the terminal doesn't say how wide it is."""
NARROWEST = 40
LISTED = 20
"""Discrepancies, days and unread rows that are listed."""
BOLD, DIM, RED, GREEN, YELLOW = "1", "2", "31", "32", "33"
_LABEL = 11


def text(result: Reconciliation) -> str:
    """The reconciliation for a terminal without colours."""
    return plain(render(Report(result=result)))


def render(report: Report, columns: int = COLUMNS) -> str:
    """The report in colours.

    Args:
        report: what was found.
        columns: how many the terminal has.
    """
    return "\n".join(_lines(report, max(columns, NARROWEST))) + "\n"


def _lines(report: Report, columns: int) -> Iterator[str]:
    yield from _painted(wording.headline(report), columns, f"{GREEN if report.clean else RED};{BOLD}")
    for line in wording.circumstances(report):
        yield from _painted(visible(line), columns, DIM)
    yield from _kinds(report.result.discrepancies, columns)
    yield from _worst(report, columns)
    yield from _short("Solved since the last run", report.solved, columns, GREEN)
    yield from _short("Not found again, but rows could not be read: still open", report.unsure, columns, YELLOW)
    yield from _days(report, columns)
    yield from _aside(report.result, columns)


def _painted(line: str, columns: int, codes: str) -> Iterator[str]:
    return (painted(each, codes) for each in wrapped(line, columns))


def _kinds(found: Sequence[Discrepancy], columns: int) -> Iterator[str]:
    if not found:
        return
    rows = [
        (each.name, f"{each.count:,}", money.sums(each.stakes), wording.MEANINGS.get(each.name, ""))
        for each in tally.kinds(found)
    ]
    yield ""
    yield from grid(("what is wrong", "count", "at stake", "that is"), rows, columns, texts=(0, 3))


def _worst(report: Report, columns: int) -> Iterator[str]:
    found = tally.ordered(report.result.discrepancies)
    if not found:
        return
    yield ""
    many = len(found) > LISTED
    yield painted(f"The worst {LISTED} of {len(found):,}" if many else "One by one", BOLD)
    for number, each in enumerate(map(printable, found[:LISTED]), 1):
        head = f"{number}. {wording.subject(each)}: {each.name}, {money.money(each.at_stake, each.currency)}"
        yield from _painted(head, columns, RED)
        sides, rest = _parted(wording.facts(each, report))
        yield from (f"   {line}" for line in wrapped(sides, columns - 3))
        for name, told in rest:
            yield from _fact(name, told, columns)


def _parted(facts: Iterable[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """What both sides say and since when, in a line; and the other facts."""
    every = list(facts)
    return "; ".join(f"{name}: {told}" for name, told in every[:3]), every[3:]


def _fact(name: str, told: str, columns: int) -> Iterator[str]:
    for index, line in enumerate(wrapped(told, columns - 3 - _LABEL)):
        yield f"   {painted(left('' if index else name, _LABEL), DIM)}{line}"


def _short(heading: str, found: Sequence[Discrepancy], columns: int, colour: str) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield from _painted(f"{heading}: {len(found):,}", columns, f"{colour};{BOLD}")
    for each in map(printable, tally.ordered(found)[:LISTED]):
        yield from wrapped(
            f"- {wording.subject(each)}: {each.name}, {money.money(each.at_stake, each.currency)}", columns
        )
    if len(found) > LISTED:
        yield f"- and {len(found) - LISTED:,} more"


def _days(report: Report, columns: int) -> Iterator[str]:
    days = tally.days(report.result.totals)
    if not days:
        return
    outcomes = [name for name in tally.SHOWN if any(any(each.rows[name]) for each in days)]
    rows = [_day(str(each.day or wording.NO_TIME), each, outcomes) for each in days[-LISTED:]]
    rows += [_day("all days", each, outcomes) for each in tally.altogether(report.result.totals)]
    yield ""
    left_out = f", the last {LISTED} of {len(days):,} lines" if len(days) > LISTED else ""
    yield from _painted(f"Day by day{left_out}; rows of the ledger / rows of PortOne", columns, BOLD)
    head = ("day", "", "ledger", "PortOne", "difference", *outcomes)
    yield from grid(head, rows, columns, texts=(0, 1))


def _day(name: str, each: Day, outcomes: Sequence[str]) -> tuple[str, ...]:
    amounts = (money.number(amount, each.currency) for amount in (each.ledger, each.portone, each.difference))
    return name, each.currency, *amounts, *(_pair(*each.rows[outcome]) for outcome in outcomes)


def _pair(ledger: int, portone: int) -> str:
    return f"{ledger:,} / {portone:,}" if ledger or portone else "-"


def _aside(result: Reconciliation, columns: int) -> Iterator[str]:
    for line in wording.unread(result):
        yield ""
        yield from _painted(line, columns, f"{YELLOW};{BOLD}")
    for each in map(printable, result.aside[:LISTED]):
        yield from wrapped(f"- {wording.SIDES.get(each.side, each.side)}, {each.source}: {each.reason}", columns)
    if len(result.aside) > LISTED:
        yield f"- and {len(result.aside) - LISTED:,} more; --format json lists them"
