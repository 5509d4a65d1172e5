"""The merchant's ledger against PortOne's record: what agrees, what is under way, and what is wrong.

One join of both sides tells what is plainly the same (`folding`); what is in question is matched (`matching`),
examined (`examining`), and judged by the rules (`judging`). Every row of both sides has exactly one outcome.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation import judging, matching, totals
from pytest_portone.reconciliation.backends import extra, is_empty, tidy
from pytest_portone.reconciliation.entries import COLUMNS, SETTLEMENT, TEXT
from pytest_portone.reconciliation.examining import examined
from pytest_portone.reconciliation.folding import folded
from pytest_portone.reconciliation.meeting import on_one_engine, together
from pytest_portone.reconciliation.reconciliation import LEDGER, PORTONE, SIDES, Discrepancy, Reconciliation, Total
from pytest_portone.reconciliation.sides import Side
from pytest_portone.reconciliation.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    import narwhals as nw

    Frame = nw.LazyFrame[Any]


def reconcile(ledger: Any, portone: Any, terms: Terms | None = None) -> Reconciliation:
    """Compare two sides.

    Args:
        ledger: the merchant's: a `Side`, a native frame that Narwhals knows with the columns of `entries.COLUMNS`, or
            a list of `entries.Entry`.
        portone: PortOne's, in the same way.
        terms: what is tolerated.

    Raises:
        ColumnsError: a frame has other columns.
        MissingExtraError: the extra `reconcile` is not installed.
    """
    terms = terms or Terms()
    sides = {LEDGER: _side(ledger), PORTONE: _side(portone)}
    frames = dict(zip(SIDES, together(*(each.frame for each in sides.values())), strict=True))
    found = [_found({side: matching.payments(each) for side, each in frames.items()}, terms)]
    if any(map(_has_settlements, frames.values())):
        found.append(_found({side: matching.settlements(each) for side, each in frames.items()}, terms))
    rows = _joined([each.rows for each in found])
    if not rows.implementation.is_duckdb():
        tidy(frames[LEDGER])
    return Reconciliation(
        terms=terms,
        discrepancies=tuple(each for family in found for each, waiting in family.findings if not waiting),
        in_flight=tuple(each for family in found for each, waiting in family.findings if waiting),
        totals=totals.summed(each for family in found for each in family.totals),
        aside=tuple(each for side in sides.values() for each in side.aside),
        unread=Counter({name: side.unread for name, side in sides.items() if side.unread}),
        rows=rows.to_native(),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of payments, or of settlements: findings, each with whether it may heal yet."""

    findings: tuple[tuple[Discrepancy, bool], ...]
    totals: tuple[Total, ...]
    rows: Frame


def _joined(rows: list[Frame]) -> Frame:
    """Rows of payments and of settlements; the few of the one may lie elsewhere than the many of the other."""
    if len(rows) == 1:
        return rows[0]
    nw = extra("narwhals")
    integers = [name for name, kind in COLUMNS.items() if kind != TEXT]
    texts = [name for name in rows[0].columns if name not in integers]
    return nw.concat(  # type: ignore[no-any-return]
        [each.select(nw.col(texts).cast(nw.String), nw.col(integers).cast(nw.Int64)) for each in on_one_engine(*rows)]
    )


def _side(side: Any) -> Side:
    return side if isinstance(side, Side) else Side(side)


def _has_settlements(frame: Frame) -> bool:
    nw = extra("narwhals")
    return not is_empty(frame.filter(nw.col("kind") == SETTLEMENT).select("kind"))


def _found(sides: Mapping[str, Frame], terms: Terms) -> _Found:
    first = folded(sides, terms)
    if is_empty(first.rows):
        return _Found((), first.totals, matching.rematched(first.rows, ()))
    rows = matching.rematched(first.rows, terms.fallbacks)
    wide = examined(rows, terms)
    judged = judging.judged(wide, terms)
    outcomes = judging.outcomes(wide, judged, terms)
    return _Found(tuple(judging.findings(judged, rows)), (*first.totals, *totals.of_rows(rows, outcomes)), rows)
