"""What rows come to, by outcome, side, currency and day: every row of both sides, once."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import dicts, extra
from pytest_portone.reconciliation.entries import CANCELLATION, DISPUTE, DONE
from pytest_portone.reconciliation.reconciliation import SIDES, Total
from pytest_portone.reconciliation.terms import microseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import narwhals as nw

    from pytest_portone.reconciliation.terms import Terms

    Frame = nw.LazyFrame[Any]

DAYLESS = -(2**31)
"""The number of no day."""
_ONE_DAY = timedelta(days=1)
_FIRST_DAY = date(1970, 1, 1)


def day(at: Any, terms: Terms) -> Any:
    """The number of the day of a time, counted from 1970-01-01.

    Args:
        at: an expression, in microseconds.
        terms: which say when days begin.
    """
    nw = extra("narwhals")
    return ((at + microseconds(terms.offset)) // microseconds(_ONE_DAY)).fill_null(DAYLESS).cast(nw.Int64)


def signed(kind: Any, state: Any, amount: Any) -> Any:
    """What a row adds to what came in: nothing if it is not done, less for what went out."""
    nw = extra("narwhals")
    return (
        nw.when(state != DONE)
        .then(0)
        .otherwise(nw.when(kind.is_in([CANCELLATION, DISPUTE])).then(-amount).otherwise(amount))
    )


def of_pairs(pairs: Frame, times: int = 1) -> Iterator[Total]:
    """The totals of what is plain.

    Args:
        pairs: as `folding` condenses them: by `outcome`, `currency` and `day`, such as `ledger_rows`, `portone_net`.
        times: -1 to take them away.
    """
    for each in dicts(pairs):
        for side in SIDES:
            yield _total(each, side, {name: times * each[f"{side}_{name}"] for name in ("rows", "amount", "net")})


def of_rows(rows: Frame, outcomes: Frame) -> Iterator[Total]:
    """The totals of rows in question.

    Args:
        rows: of both sides, with `side` and `key`.
        outcomes: by `key`, the `outcome` and the `day`.
    """
    nw = extra("narwhals")
    net = signed(nw.col("kind"), nw.col("state"), nw.col("amount"))
    told = (
        rows.select("key", "side", "currency", "amount", net=net)
        .join(outcomes, on="key", how="left")
        .group_by("outcome", "side", "currency", "day")
        .agg(nw.len().alias("rows"), nw.col("amount").sum(), nw.col("net").sum())
    )
    for each in dicts(told):
        yield _total(each, each["side"], {name: each[name] for name in ("rows", "amount", "net")})


def _total(told: dict[str, Any], side: str, sums: dict[str, Any]) -> Total:
    number = told["day"]
    when = None if number == DAYLESS else _FIRST_DAY + timedelta(days=int(number))
    counted = {name: int(each) for name, each in sums.items()}
    return Total(outcome=told["outcome"], side=side, currency=told["currency"], day=when, **counted)


def summed(totals: Iterable[Total]) -> tuple[Total, ...]:
    """One total for each outcome, side, currency and day, in this order; none without rows."""
    sums: dict[tuple[str, str, str, date | None], Counter[str]] = defaultdict(Counter)
    for each in totals:
        sums[each.outcome, each.side, each.currency, each.day].update(
            rows=each.rows, amount=each.amount, net=each.net
        )
    return tuple(
        Total(outcome=outcome, side=side, currency=currency, day=when, **told)
        for (outcome, side, currency, when), told in sorted(sums.items(), key=lambda item: tuple(map(str, item[0])))
        if told["rows"]
    )
