"""Ledgers of 100,000 payments with planted defects of every kind and mixtures of them: what reconciliation finds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from figures import Budget, Figure, need

from pytest_portone.reconciliation import Entry, Terms, reconcile
from pytest_portone.reconciliation.discrepancies import DISCREPANCIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROUNDS = 1
PAYMENTS = 100_000
NOW = datetime(2026, 11, 1, tzinfo=UTC)
TERMS = Terms(as_of=NOW)


@dataclass(slots=True)
class Case:
    """One payment on both sides, and what is wrong with it."""

    number: int
    random: Random
    ledger: list[Entry] = field(default_factory=list)
    portone: list[Entry] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """The payment's, or the settlement's."""
        return f"order-{self.number}"

    def both(self, entry: Entry) -> None:
        """Have a row on both sides; the ledger hears of it a little later."""
        heard = entry.at + timedelta(seconds=self.random.randrange(300)) if entry.at else None
        self.ledger.append(replace(entry, at=heard))
        self.portone.append(entry)


def payment(case: Case) -> None:
    """Paid, and that is it."""
    amount = case.random.randrange(1_000, 200_000, 100)
    at = NOW - timedelta(days=30, seconds=case.random.randrange(2_000_000))
    case.both(
        Entry(
            payment_id=case.id,
            transaction_id=f"transaction-{case.number}",
            kind="payment",
            state="done",
            amount=amount,
            tax_free=0,
            vat=amount // 11,
            currency="KRW",
            at=at,
            channel="LIVE",
        )
    )


def cancelled(case: Case) -> None:
    """Paid, and given back in one to three parts."""
    payment(case)
    paid = case.portone[0]
    for number in range(case.random.randint(1, 3)):
        case.both(
            Entry(
                payment_id=case.id,
                entry_id=f"cancellation-{case.number}-{number}",
                kind="cancellation",
                state="done",
                amount=paid.amount // 10 + number,
                currency="KRW",
                at=paid.at and paid.at + timedelta(hours=number + 1),
                channel="LIVE",
            )
        )


def split(case: Case) -> None:
    """Paid at once for two orders, which the ledger has apart."""
    payment(case)
    paid = case.portone[0]
    half = {"transaction_id": None, "tax_free": None, "vat": None}
    case.ledger = [
        replace(paid, entry_id="a", amount=paid.amount // 4, **half),
        replace(paid, entry_id="b", amount=paid.amount - paid.amount // 4, **half),
    ]


def tried(case: Case) -> None:
    """Paid at the second attempt."""
    payment(case)
    case.portone.append(replace(case.portone[0], transaction_id=f"transaction-{case.number}-1", state="failed"))


def abandoned(case: Case) -> None:
    """Opened, and never paid."""
    payment(case)
    case.ledger = []
    case.portone = [replace(case.portone[0], state="pending")]


def under_way(case: Case) -> None:
    """Paid just now: the webhook is on its way."""
    payment(case)
    case.ledger = []
    case.portone = [replace(case.portone[0], at=NOW - timedelta(minutes=case.random.randrange(59)))]


def settlement(case: Case) -> None:
    """Paid out for some payments at once."""
    lines = [
        Entry(
            payment_id=f"{case.id}-{line}",
            entry_id=case.id,
            kind="settlement",
            state="done",
            amount=case.random.randrange(1_000, 5_000),
            currency="KRW",
            at=NOW - timedelta(days=20),
        )
        for line in range(case.random.randint(1, 6))
    ]
    case.portone = list(lines)
    case.ledger = [replace(lines[0], payment_id=None, amount=sum(each.amount for each in lines))]


def _first(rows: list[Entry], kind: str = "payment") -> int:
    return next(index for index, each in enumerate(rows) if each.kind == kind)


def _change(rows: list[Entry], **changes: object) -> None:
    index = _first(rows)
    rows[index] = replace(rows[index], **changes)  # type: ignore[arg-type]


def missing_in_ledger(case: Case) -> None:
    """The webhook never came."""
    case.ledger = []


def missing_at_portone(case: Case) -> None:
    """Booked from the redirect alone."""
    case.portone = []


def amount(case: Case) -> None:
    """Booked as ordered, paid otherwise."""
    index = _first(case.ledger)
    case.ledger[index] = replace(
        case.ledger[index], amount=case.ledger[index].amount + case.random.choice((-1, 1, 900))
    )


def currency(case: Case) -> None:
    """Booked in another currency."""
    _change(case.ledger, currency="USD")


def status(case: Case) -> None:
    """Failed on one side, paid on the other."""
    _change(case.random.choice((case.ledger, case.portone)), state="failed")


def cancellation_sum(case: Case) -> None:
    """A cancellation that the ledger does not have, or has otherwise."""
    index = _first(case.ledger, "cancellation")
    if case.random.random() < 0.5:  # noqa: PLR2004 - as often as not
        del case.ledger[index]
    else:
        case.ledger[index] = replace(case.ledger[index], amount=case.ledger[index].amount + 1)


def duplicate_in_ledger(case: Case) -> None:
    """Booked twice: the same webhook came again."""
    row = case.random.choice(case.ledger)
    case.ledger.append(row)


def duplicate_at_portone(case: Case) -> None:
    """Taken twice."""
    case.portone.append(case.portone[_first(case.portone)])


def test_channel(case: Case) -> None:
    """Paid with a test card, booked as money."""
    _change(case.portone, channel="TEST")


def booked_before_paid(case: Case) -> None:
    """Booked while the customer was still to pay, or long before."""
    if case.random.random() < 0.5:  # noqa: PLR2004 - as often as not
        _change(case.portone, state="pending")
    else:
        _later(case, -timedelta(hours=2))


def stale(case: Case) -> None:
    """Never booked as paid."""
    _change(case.ledger, state="pending")


def time_skew(case: Case) -> None:
    """Booked hours later."""
    _later(case, timedelta(hours=3))


def _later(case: Case, span: timedelta) -> None:
    index = _first(case.ledger)
    row = case.ledger[index]
    case.ledger[index] = replace(row, at=row.at and row.at + span)


def tax_split(case: Case) -> None:
    """The tax in it told otherwise."""
    row = case.ledger[_first(case.ledger)]
    _change(case.ledger, tax_free=(row.tax_free or 0) + 100, vat=max((row.vat or 0) - 9, 0))


def settlement_sum(case: Case) -> None:
    """Less has come in than PortOne has paid out."""
    case.ledger[0] = replace(case.ledger[0], amount=case.ledger[0].amount - 1)


BASES: dict[Callable[[Case], None], float] = {
    payment: 0.7, cancelled: 0.15, split: 0.04, tried: 0.04, abandoned: 0.03, under_way: 0.02, settlement: 0.02,
}  # fmt: skip
"""What is right, and how often it comes."""
DEFECTS: tuple[tuple[Callable[[Case], None], tuple[Callable[[Case], None], ...]], ...] = (
    (payment, (missing_in_ledger,)),
    (cancelled, (missing_in_ledger,)),
    (payment, (missing_at_portone,)),
    (payment, (amount,)),
    (cancelled, (amount,)),
    (payment, (currency,)),
    (payment, (status,)),
    (cancelled, (cancellation_sum,)),
    (payment, (duplicate_in_ledger,)),
    (cancelled, (duplicate_in_ledger,)),
    (payment, (duplicate_at_portone,)),
    (payment, (test_channel,)),
    (payment, (booked_before_paid,)),
    (payment, (stale,)),
    (payment, (time_skew,)),
    (payment, (tax_split,)),
    (settlement, (settlement_sum,)),
    (payment, (amount, tax_split)),
    (payment, (amount, time_skew)),
    (payment, (amount, test_channel)),
    (payment, (tax_split, time_skew, test_channel)),
    (payment, (currency, test_channel)),
    (payment, (duplicate_in_ledger, test_channel)),
    (payment, (duplicate_at_portone, time_skew)),
    (cancelled, (cancellation_sum, amount)),
    (cancelled, (cancellation_sum, time_skew)),
    (cancelled, (cancellation_sum, test_channel)),
    (cancelled, (amount, tax_split, cancellation_sum)),
)
"""What is wrong, and with what: each defect, and mixtures whose parts leave each other alone."""
SHARE = 0.05
"""How many of the payments have a defect."""


def cases(payments: int, seed: int) -> Iterator[Case]:
    """Payments with what is wrong with each."""
    random = Random(seed)
    bases, weights = list(BASES), list(BASES.values())
    for number in range(payments):
        case = Case(number, random)
        if random.random() < SHARE:
            base, defects = DEFECTS[random.randrange(len(DEFECTS))]
            base(case)
            for each in defects:
                each(case)
            case.wrong = {each.__name__ for each in defects}
        else:
            random.choices(bases, weights)[0](case)
        yield case


def judged(payments: int, seed: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """By name: how many are planted, how many are found, how many of those are planted."""
    made = list(cases(payments, seed))
    rows = [[each for case in made for each in getattr(case, side)] for side in ("ledger", "portone")]
    for each in rows:
        Random(seed).shuffle(each)
    result = reconcile(*rows, TERMS)
    found = {(each.payment_id or each.entry_id, each.name) for each in result.discrepancies}
    planted = {(case.id, name) for case in made for name in case.wrong}
    return tuple(Counter(name for _, name in each) for each in (planted, found, planted & found))  # type: ignore[return-value]


def measure(rounds: int) -> Iterator[Figure]:
    """Each round has a seed of its own."""
    for each in ("narwhals", "polars", "pyarrow"):
        need(each)
    told = [judged(PAYMENTS, seed) for seed in range(rounds)]
    for name in DISCREPANCIES:
        precision = tuple(right[name] / found[name] if found[name] else 0.0 for _, found, right in told)
        recall = tuple(right[name] / planted[name] if planted[name] else 0.0 for planted, _, right in told)
        note = f"{told[0][0][name]:,} planted"
        yield Figure(f"{name}: precision", "", precision, budget=Budget("at least", 1, of="ours"), note=note)
        yield Figure(f"{name}: recall", "", recall, budget=Budget("at least", 1, of="ours"), note=note)
