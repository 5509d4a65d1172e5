"""Markdown as GitHub shows it in the summary of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.reconciliation.reporting import money, tally, wording
from pytest_portone.report.as_markdown import bounded, code, prose
from pytest_portone.report.printable import printable, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_portone.reconciliation.reconciliation import Discrepancy, Reconciliation
    from pytest_portone.reconciliation.reporting.report import Report
    from pytest_portone.reconciliation.reporting.tally import Day

ROWS = 200
"""Discrepancies that are listed: more are for the other formats."""


def render(report: Report) -> str:
    """The report as Markdown; what is beyond GitHub's limit is left out, and that is said."""
    return bounded(_blocks(report))


def _blocks(report: Report) -> Iterator[str]:
    yield f"## {'✅' if report.clean else '❌'} {wording.TITLE}"
    yield f"**{prose(wording.headline(report))}**"
    yield "\n".join(f"- {prose(visible(each))}" for each in wording.circumstances(report))
    found = report.result.discrepancies
    if found:
        yield "### What is wrong"
        yield _table(("what", "count", "at stake", "that is"), "lrrl", list(_kinds(found)))
        yield from _listed("One by one", found, report)
    yield from _listed("Solved since the last run", report.solved, report)
    yield from _listed("Not found again, but rows could not be read: still open", report.unsure, report)
    yield from _days(report.result)
    yield from _aside(report.result)


def _kinds(found: Sequence[Discrepancy]) -> Iterator[Sequence[str]]:
    for each in tally.kinds(found):
        stakes = prose(money.sums(each.stakes))
        yield code(each.name), f"{each.count:,}", stakes, prose(wording.MEANINGS.get(each.name, ""))


def _listed(heading: str, found: Sequence[Discrepancy], report: Report) -> Iterator[str]:
    if not found:
        return
    shown = tally.ordered(found)[:ROWS]
    yield f"### {heading}"
    head = ("payment", "what", "at stake", "ledger", "PortOne", "since", "cause")
    yield _table(head, "llrllll", [_row(printable(each), report) for each in shown])
    if len(shown) < len(found):
        yield f"{len(found) - len(shown):,} more are left out here; `--format html` and `--format csv` have them."


def _row(each: Discrepancy, report: Report) -> Sequence[str]:
    return (
        code(wording.subject(each)),
        code(each.name),
        prose(money.money(each.at_stake, each.currency)),
        prose(wording.said(each.ledger)),
        prose(wording.said(each.portone)),
        wording.moment(each.since, report.result.terms.offset),
        prose(each.cause),
    )


def _days(result: Reconciliation) -> Iterator[str]:
    days = tally.days(result.totals)
    if days:
        yield "### Day by day"
        yield "Of the outcomes: rows of the ledger / rows of PortOne."
        rows = [_day(str(each.day or wording.NO_TIME), each) for each in days[-ROWS:]]
        rows += [_day("all days", each) for each in tally.altogether(result.totals)]
        head = ("day", "currency", "ledger", "PortOne", "difference", *tally.SHOWN)
        yield _table(head, "ll" + "r" * (len(head) - 2), rows)


def _day(name: str, each: Day) -> Sequence[str]:
    amounts = (money.number(amount, each.currency) for amount in (each.ledger, each.portone, each.difference))
    rows = (f"{ledger:,} / {portone:,}" for ledger, portone in each.rows.values())
    return name, prose(visible(each.currency)), *amounts, *rows


def _aside(result: Reconciliation) -> Iterator[str]:
    if told := list(wording.unread(result)):
        yield "### Rows that could not be read"
        yield "\n".join(f"- {prose(each)}" for each in told)
        rows = [(each.side, code(each.source), prose(each.reason)) for each in map(printable, result.aside[:ROWS])]
        yield _table(("side", "where", "why"), "lll", rows)


def _table(head: Sequence[str], sides: str, rows: Sequence[Sequence[str]]) -> str:
    rule = ["---:" if each == "r" else "---" for each in sides]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))
