"""The numbers of a reconciliation, the same for every format."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_portone.reconciliation.reconciliation import LEDGER, OUTCOMES, OUTSIDE, PORTONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, timedelta

    from pytest_portone.reconciliation.reconciliation import Discrepancy, Total

SHOWN = tuple(each for each in OUTCOMES if each != OUTSIDE)
"""Outcomes of the period."""


@dataclass(frozen=True, slots=True)
class Kind:
    """All discrepancies of one name: how many, and the money at stake by currency in minor units."""

    name: str
    count: int
    stakes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Day:
    """What both sides say of one day, in one currency.

    Attributes:
        day: None where no row has a time.
        currency: ISO 4217.
        ledger: what came in less what went out, as the ledger says, in the minor unit.
        portone: the same as PortOne says.
        rows: outcome -> rows of the ledger, rows of PortOne.
    """

    day: date | None
    currency: str
    ledger: int
    portone: int
    rows: Mapping[str, tuple[int, int]]

    @property
    def difference(self) -> int:
        """How much more the ledger has; in the minor unit."""
        return self.ledger - self.portone


def ordered(found: Iterable[Discrepancy]) -> list[Discrepancy]:
    """The most money first; of equals always in the same order."""
    return sorted(found, key=_rank)


def _rank(each: Discrepancy) -> tuple[int, str, str, str, str, str]:
    return -each.at_stake, each.currency, each.payment_id or "", each.entry_id or "", each.name, each.kind


def kinds(found: Iterable[Discrepancy]) -> list[Kind]:
    """The names that occur, the most frequent first."""
    counts: Counter[str] = Counter()
    stakes: dict[str, Counter[str]] = {}
    for each in found:
        counts[each.name] += 1
        stakes.setdefault(each.name, Counter())[each.currency] += each.at_stake
    return [Kind(name, count, stakes[name]) for name, count in sorted(counts.items(), key=lambda e: (-e[1], e[0]))]


def days(totals: Iterable[Total]) -> list[Day]:
    """The days of the period, in order; what has no day comes last."""
    groups: dict[tuple[date | None, str], list[Total]] = {}
    for each in totals:
        if each.outcome != OUTSIDE:
            groups.setdefault((each.day, each.currency), []).append(each)
    order = sorted(groups, key=lambda each: (each[0] is None, str(each[0]), each[1]))
    return [_day(day, currency, groups[day, currency]) for day, currency in order]


def altogether(totals: Iterable[Total]) -> list[Day]:
    """The whole period, by currency."""
    groups: dict[str, list[Total]] = {}
    for each in totals:
        if each.outcome != OUTSIDE:
            groups.setdefault(each.currency, []).append(each)
    return [_day(None, currency, group) for currency, group in sorted(groups.items())]


def outside(totals: Iterable[Total]) -> int:
    """How many rows are not of the period."""
    return sum(each.rows for each in totals if each.outcome == OUTSIDE)


def payments(found: Iterable[Discrepancy]) -> int:
    """How many payments and settlements have something wrong."""
    return len({(each.payment_id, None if each.payment_id else each.entry_id) for each in found})


def by_day(found: Iterable[Discrepancy], offset: timedelta) -> dict[date | None, Counter[str]]:
    """How many discrepancies of each name began on each day, in order; None for what has no time.

    Args:
        found: the discrepancies.
        offset: from UTC, at which days begin.
    """
    counts: dict[date | None, Counter[str]] = {}
    for each in found:
        day = day_of(each, offset)
        counts.setdefault(day, Counter())[each.name] += 1
    return dict(sorted(counts.items(), key=lambda each: (each[0] is None, str(each[0]))))


def day_of(each: Discrepancy, offset: timedelta) -> date | None:
    """The day on which a discrepancy began."""
    from datetime import timezone

    return None if each.since is None else each.since.astimezone(timezone(offset)).date()


def _day(day: date | None, currency: str, group: Iterable[Total]) -> Day:
    net: Counter[str] = Counter()
    rows: Counter[tuple[str, str]] = Counter()
    for each in group:
        net[each.side] += each.net
        rows[each.outcome, each.side] += each.rows
    both = {outcome: (rows[outcome, LEDGER], rows[outcome, PORTONE]) for outcome in SHOWN}
    return Day(day, currency, net[LEDGER], net[PORTONE], both)
