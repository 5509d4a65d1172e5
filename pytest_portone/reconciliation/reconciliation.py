"""What a reconciliation found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime

    from pytest_portone.reconciliation.terms import Terms

LEDGER, PORTONE = SIDES = ("ledger", "portone")
AGREED, IN_FLIGHT, IDLE, OUTSIDE, DISCREPANT = OUTCOMES = ("agreed", "in flight", "idle", "outside", "discrepant")
"""What comes of a payment, with all its rows of both sides: they tell the same; a difference may heal yet; neither
side has money in it; it is not of the period; something is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """One thing that is wrong with one payment, or with one settlement.

    Attributes:
        name: which discrepancy it is, a row of `discrepancies.DISCREPANCIES`.
        payment_id: PortOne's id of the payment, or the ledger's where PortOne has none; None for a settlement.
        entry_id: of the settlement, where it is about one.
        kind: which rows differ, one of `entries.KINDS`.
        ledger: what the ledger says, for people; None for nothing.
        portone: what PortOne says.
        at_stake: how much money that is, in the currency's minor unit, at least 0.
        currency: ISO 4217.
        since: when the first of the rows that differ is from.
        matched_by: `payment_id`, or the columns of a fallback.
        sources: where the payment's rows are from, of both sides.
        cause: what brought it about, where the evidence is there.
    """

    name: str
    payment_id: str | None
    entry_id: str | None = None
    kind: str
    ledger: str | None
    portone: str | None
    at_stake: int
    currency: str
    since: datetime | None = None
    matched_by: str = "payment_id"
    sources: tuple[str, ...] = ()
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Rows of one side that have one outcome, in one currency, on one day.

    Attributes:
        outcome: one of `OUTCOMES`.
        side: `ledger` or `portone`.
        currency: ISO 4217.
        day: of the payment; None where no row has a time.
        rows: how many.
        amount: the sum of all their amounts, in the minor unit, whatever became of them.
        net: what came in less what went out, of those that are done.
    """

    outcome: str
    side: str
    currency: str
    day: date | None
    rows: int
    amount: int
    net: int


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that could not be read.

    Attributes:
        side: whose it is.
        source: where it stands.
        reason: what was received, what was expected.
    """

    side: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reconciliation:
    """Two sides, reconciled.

    Attributes:
        terms: what was tolerated.
        discrepancies: what is wrong, the most money first.
        in_flight: what may heal yet, within the grace.
        totals: every row of both sides, once.
        aside: the first rows that could not be read.
        unread: by side, how many could not be read.
        rows: the rows of both sides of the payments in question, for a closer look: a native frame of the engine,
            with the columns of `entries.COLUMNS`, `side` and `key`.
    """

    terms: Terms
    discrepancies: tuple[Discrepancy, ...]
    in_flight: tuple[Discrepancy, ...]
    totals: tuple[Total, ...]
    aside: tuple[Aside, ...] = ()
    unread: Counter[str] = field(default_factory=Counter)
    rows: Any = field(default=None, repr=False, compare=False)

    @property
    def clean(self) -> bool:
        """Whether both sides tell the same story, and every row of them could be read."""
        return not self.discrepancies and not self.unread.total()

    def counts(self) -> Counter[str]:
        """How many discrepancies there are, by name."""
        return Counter(each.name for each in self.discrepancies)

    def at_stake(self) -> Counter[str]:
        """How much money is at stake, by currency, in minor units: of each payment, its largest discrepancy."""
        largest: dict[tuple[str, str | None, str | None], int] = {}
        for each in self.discrepancies:
            key = each.currency, each.payment_id, each.entry_id
            largest[key] = max(each.at_stake, largest.get(key, 0))
        stakes: Counter[str] = Counter()
        for (currency, _, _), amount in largest.items():
            stakes[currency] += amount
        return stakes

    def __repr__(self) -> str:
        """One line, for an assertion that fails; the table is the string."""
        found = ", ".join(f"{count} {name}" for name, count in sorted(self.counts().items())) or "nothing wrong"
        unread = f", {self.unread.total()} rows unread" if self.unread else ""
        return f"<Reconciliation: {found}{unread}, {len(self.in_flight)} in flight>"

    def __str__(self) -> str:
        """A table for a terminal without colours."""
        from pytest_portone.reconciliation.reporting.text import text

        return text(self)
