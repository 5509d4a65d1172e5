"""The first look: most payments are the same on both sides. One join says which, and what they come to.

What is not plainly the same is in question, and left to `examining`: any difference, payments that were tried or
split, disputes, settlements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import count, dicts, extra, integers, kept, near
from pytest_portone.reconciliation.entries import CANCELLATION, DONE, PAYMENT
from pytest_portone.reconciliation.period import outside
from pytest_portone.reconciliation.reconciliation import AGREED, LEDGER, OUTSIDE, PORTONE, SIDES
from pytest_portone.reconciliation.terms import microseconds
from pytest_portone.reconciliation.totals import DAYLESS, day, of_pairs, summed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import narwhals as nw

    from pytest_portone.reconciliation.reconciliation import Total
    from pytest_portone.reconciliation.terms import Terms

    Frame = nw.LazyFrame[Any]

_COLUMNS = ("amount", "tax_free", "vat", "currency", "at", "channel")


@dataclass(frozen=True, slots=True)
class Folded:
    """What came of the first look.

    Attributes:
        totals: of what is plain.
        rows: all rows, of both sides (`side`), of the keys in question.
    """

    totals: tuple[Total, ...]
    rows: Frame


def folded(sides: Mapping[str, Frame], terms: Terms) -> Folded:
    """Tell what is plain from what is in question.

    A payment that is booked twice, each time as PortOne has it, looks plain in each of its rows. So the rows are
    counted: only if some were counted twice are such payments looked for.

    Args:
        sides: the rows of each side with their `key`.
        terms: what is tolerated.
    """
    nw = extra("narwhals")
    first = kept(_condensed(_paired(sides, terms), terms))
    question = [
        first.filter(~nw.col("key").is_null()).select("key"),
        *(frame.filter(~_paid(), ~_refunded()).select("key") for frame in sides.values()),
    ]
    if any(_counted(first, side) != count(frame.filter(_paid())) for side, frame in sides.items()):
        question += [_several(frame.filter(_paid())) for frame in sides.values()]
    return _without(first, _questioned(sides, nw.concat(question).unique()), terms)


def _paid() -> Any:
    """Of the one row that most payments are."""
    nw = extra("narwhals")
    return (nw.col("kind") == PAYMENT) & (nw.col("state") == DONE)


def _refunded() -> Any:
    """Of the rows that are summed for each payment."""
    nw = extra("narwhals")
    return (nw.col("kind") == CANCELLATION) & (nw.col("state") == DONE)


def _counted(first: Frame, side: str) -> int:
    """How many payments of a side were counted, once for each that the other side has of them."""
    nw = extra("narwhals")
    return int(dicts(first.select(nw.col(f"{side}_payments").sum()))[0][f"{side}_payments"] or 0)


def _questioned(sides: Mapping[str, Frame], question: Frame) -> Frame:
    """All rows of the keys in question."""
    nw = extra("narwhals")
    asked = [
        frame.join(question, on="key", how="semi").with_columns(side=nw.lit(side)) for side, frame in sides.items()
    ]
    return near(nw.concat(asked))


def _without(first: Frame, rows: Frame, terms: Terms) -> Folded:
    """What is plain, less the pairs that look plain of keys that are in question for other rows."""
    nw = extra("narwhals")
    sides = {side: rows.filter(nw.col("side") == side) for side in SIDES}
    again = _condensed(_paired(sides, terms), terms).filter(nw.col("key").is_null())
    plain = summed([*of_pairs(first.filter(nw.col("key").is_null())), *of_pairs(again, times=-1)])
    return Folded(plain, rows)


def _several(rows: Frame) -> Frame:
    """The keys with more than one row."""
    nw = extra("narwhals")
    return rows.group_by("key").agg(nw.len().alias("rows")).filter(nw.col("rows") > 1).select("key")


def _paired(sides: Mapping[str, Frame], terms: Terms) -> Frame:
    """The payments of both sides beside each other, such as `ledger_amount` and `portone_amount`; nulls for none."""
    mine, theirs = (_named(_payments(frame, terms), side) for side, frame in sides.items())
    return mine.join(theirs, left_on=f"{LEDGER}_key", right_on=f"{PORTONE}_key", how="full")


def _named(frame: Frame, side: str) -> Frame:
    return frame.rename({each: f"{side}_{each}" for each in frame.collect_schema().names()})


def _payments(rows: Frame, terms: Terms) -> Frame:
    """The rows of payments that are done, each with its refunds summed; refunds without a payment stand alone."""
    nw = extra("narwhals")
    period = {"soonest": nw.col("at").min(), "latest": nw.col("at").max()} if terms.period else {}
    refunds = (
        rows.filter(_refunded())
        .group_by("key")
        .agg(
            nw.len().alias("refunds"),
            nw.col("amount").sum().alias("refunded"),
            nw.col("currency").min().alias("lowest"),
            nw.col("currency").max().alias("highest"),
            **period,
        )
        .rename({"key": "refunded_key"})
    )
    paid = rows.filter(_paid()).select("key", *_COLUMNS)
    joined = paid.join(refunds, left_on="key", right_on="refunded_key", how="full")
    return joined.select(
        nw.coalesce("key", "refunded_key").alias("key"),
        *_COLUMNS,
        nw.when(nw.col("amount").is_null())
        .then(nw.lit(0, nw.Int64))
        .otherwise(nw.lit(1, nw.Int64))
        .alias("payments"),
        nw.col("refunds").fill_null(0).cast(nw.Int64),
        nw.col("refunded").fill_null(0).cast(nw.Int64),
        "lowest",
        "highest",
        *period,
    )


def _condensed(pairs: Frame, terms: Terms) -> Frame:
    """Pairs summed by outcome, currency and day; those in question stand alone, with their key."""
    nw = extra("narwhals")
    key, currency, at = (nw.coalesce(f"{PORTONE}_{each}", f"{LEDGER}_{each}") for each in ("key", "currency", "at"))
    sums: dict[str, Any] = {}
    for side in SIDES:
        paid, refunded = (nw.col(f"{side}_{each}").fill_null(0) for each in ("amount", "refunded"))
        payments, refunds = (nw.col(f"{side}_{each}").fill_null(0) for each in ("payments", "refunds"))
        sums |= {
            f"{side}_payments": payments,
            f"{side}_rows": payments + refunds,
            f"{side}_amount": paid + refunded,
            f"{side}_net": paid - refunded,
        }
    told = pairs.select(key=key, currency=currency, day=day(at, terms), outcome=_outcome(terms), **sums)
    question = nw.col("outcome").is_null()
    return (
        told.with_columns(
            key=nw.when(question).then(nw.col("key")),
            day=nw.when(question).then(nw.lit(DAYLESS, nw.Int64)).otherwise(nw.col("day")),
        )
        .group_by("key", "outcome", "currency", "day")
        .agg(*(nw.col(each).sum() for each in sums))
        .pipe(integers, sums)
    )


def _outcome(terms: Terms) -> Any:
    """`outside` for what is not of the period, `agreed` for what is plainly the same, null for all else."""
    nw = extra("narwhals")
    plain = nw.when(_same(terms)).then(nw.lit(AGREED))
    if not terms.period:
        return plain
    earliest, latest = (
        [f"{side}_{each}" for side in SIDES for each in ("at", name)] for name in ("soonest", "latest")
    )
    left = outside(terms, nw.min_horizontal(*earliest), nw.max_horizontal(*latest))
    mine, theirs = _sides()
    known = (mine["currency"] == theirs["currency"]) & _of_one_currency(mine) & _of_one_currency(theirs)
    return nw.when(left & known).then(nw.lit(OUTSIDE)).otherwise(plain)  # one alone may have another counterpart


def _sides() -> tuple[dict[str, Any], dict[str, Any]]:
    nw = extra("narwhals")
    names = (*_COLUMNS, "refunded", "lowest", "highest")
    mine, theirs = ({each: nw.col(f"{side}_{each}") for each in names} for side in SIDES)
    return mine, theirs


def _of_one_currency(side: dict[str, Any]) -> Any:
    """Whether its refunds, if there are any, are in the payment's currency."""
    return ((side["lowest"] == side["currency"]) & (side["highest"] == side["currency"])).fill_null(True)  # noqa: FBT003


def _same(terms: Terms) -> Any:
    """Whether both sides have a payment that is done, with the same amounts, currency and taxes, at the same time."""
    nw = extra("narwhals")
    mine, theirs = _sides()
    tolerated = tolerance(terms, theirs["currency"])
    same = [
        mine["currency"] == theirs["currency"],
        *(
            (mine[each] - theirs[each]).abs() <= tolerated if terms.tolerance else mine[each] == theirs[each]
            for each in ("amount", "refunded")
        ),
        *((mine[each] == theirs[each]).fill_null(True) for each in ("tax_free", "vat")),  # noqa: FBT003
        *map(_of_one_currency, (mine, theirs)),
    ]
    if not terms.test_counts:
        same.append((theirs["channel"] != "TEST").fill_null(True))  # noqa: FBT003
    if terms.skew is not None:
        lag = (mine["at"] - theirs["at"]).abs() <= microseconds(terms.skew)
        same.append(lag.fill_null(True))  # noqa: FBT003
    return nw.all_horizontal(*same, ignore_nulls=False)


def tolerance(terms: Terms, currency: Any) -> Any:
    """How much a sum may be off, by the column of its currency."""
    nw = extra("narwhals")
    tolerated = nw.lit(0, nw.Int64)
    for code, amount in terms.tolerance.items():
        tolerated = nw.when(currency == code).then(nw.lit(amount, nw.Int64)).otherwise(tolerated)
    return tolerated
