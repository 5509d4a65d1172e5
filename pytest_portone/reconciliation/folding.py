"""The first look: most payments are one row on each side, and the same. One join says which, and what they come to.

What is not plainly the same is in question, and left to `examining`: payments with several rows, and any difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import count, dicts, extra, integers, kept, near
from pytest_portone.reconciliation.entries import DONE, PAYMENT
from pytest_portone.reconciliation.period import outside
from pytest_portone.reconciliation.reconciliation import AGREED, LEDGER, OUTSIDE, PORTONE, SIDES
from pytest_portone.reconciliation.terms import microseconds
from pytest_portone.reconciliation.totals import DAYLESS, day, of_pairs, signed, summed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import narwhals as nw

    from pytest_portone.reconciliation.reconciliation import Total
    from pytest_portone.reconciliation.terms import Terms

    Frame = nw.LazyFrame[Any]

_COLUMNS = ("kind", "state", "amount", "tax_free", "vat", "currency", "at", "channel")


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
    first = kept(_condensed(_paired(sides), terms))
    question = first.filter(~nw.col("key").is_null()).select("key").unique()
    found = _without(first, _questioned(sides, question), terms)
    if _counted(found) == {side: count(frame) for side, frame in sides.items()}:
        return found
    several = nw.concat([question, *(_several(each) for each in sides.values())]).unique()
    return _without(first, _questioned(sides, several), terms)


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
    again = _condensed(_paired(sides), terms).filter(nw.col("key").is_null())
    plain = summed([*of_pairs(first.filter(nw.col("key").is_null())), *of_pairs(again, times=-1)])
    return Folded(plain, rows)


def _counted(found: Folded) -> dict[str, int]:
    """How many rows of each side are accounted for."""
    nw = extra("narwhals")
    questioned = {
        each["side"]: each["rows"] for each in dicts(found.rows.group_by("side").agg(nw.len().alias("rows")))
    }
    return {
        side: questioned.get(side, 0) + sum(each.rows for each in found.totals if each.side == side) for side in SIDES
    }


def _several(rows: Frame) -> Frame:
    """The keys with more than one row."""
    nw = extra("narwhals")
    return rows.group_by("key").agg(nw.len().alias("rows")).filter(nw.col("rows") > 1).select("key")


def _paired(sides: Mapping[str, Frame]) -> Frame:
    """Both sides' rows beside each other, such as `ledger_amount` and `portone_amount`; nulls for a side without."""
    nw = extra("narwhals")
    mine, theirs = (
        sides[side].select(
            nw.col("key").alias(f"{side}_key"), *(nw.col(each).alias(f"{side}_{each}") for each in _COLUMNS)
        )
        for side in (LEDGER, PORTONE)
    )
    return mine.join(theirs, left_on=f"{LEDGER}_key", right_on=f"{PORTONE}_key", how="full")


def _condensed(pairs: Frame, terms: Terms) -> Frame:
    """Pairs summed by outcome, currency and day; those in question stand alone, with their key."""
    nw = extra("narwhals")
    outcome = _outcome(terms)
    key, currency, at = (nw.coalesce(f"{PORTONE}_{each}", f"{LEDGER}_{each}") for each in ("key", "currency", "at"))
    sums = {}
    for side in (LEDGER, PORTONE):
        here = ~nw.col(f"{side}_key").is_null()
        sums[f"{side}_rows"] = nw.when(here).then(nw.lit(1, nw.Int64)).otherwise(nw.lit(0, nw.Int64))
        sums[f"{side}_amount"] = nw.col(f"{side}_amount").fill_null(0)
        sums[f"{side}_net"] = signed(*(nw.col(f"{side}_{each}") for each in ("kind", "state", "amount"))).fill_null(0)
    told = pairs.select(key=key, currency=currency, day=day(at, terms), outcome=outcome, **sums)
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
    times = f"{LEDGER}_at", f"{PORTONE}_at"
    left = outside(terms, nw.min_horizontal(*times), nw.max_horizontal(*times))
    both = nw.col(f"{LEDGER}_currency") == nw.col(f"{PORTONE}_currency")  # one alone may have another counterpart
    return nw.when(left & both).then(nw.lit(OUTSIDE)).otherwise(plain)


def _same(terms: Terms) -> Any:
    """Whether both sides have a payment that is done, with the same amount, currency and taxes, at the same time."""
    nw = extra("narwhals")
    mine, theirs = ({each: nw.col(f"{side}_{each}") for each in _COLUMNS} for side in (LEDGER, PORTONE))
    tolerated = tolerance(terms, theirs["currency"])
    same = [
        *(each["kind"] == PAYMENT for each in (mine, theirs)),
        *(each["state"] == DONE for each in (mine, theirs)),
        mine["currency"] == theirs["currency"],
        (mine["amount"] - theirs["amount"]).abs() <= tolerated
        if terms.tolerance
        else mine["amount"] == theirs["amount"],
        *((mine[each] == theirs[each]).fill_null(True) for each in ("tax_free", "vat")),  # noqa: FBT003
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
