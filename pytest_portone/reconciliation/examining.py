"""The second look, at what is in question: one row for each key and kind, with all that the discrepancies go by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import extra, integers, kept
from pytest_portone.reconciliation.entries import DONE, FAILED, PAYMENT, PENDING
from pytest_portone.reconciliation.folding import tolerance
from pytest_portone.reconciliation.reconciliation import LEDGER, PORTONE

if TYPE_CHECKING:
    import narwhals as nw

    from pytest_portone.reconciliation.terms import Terms

    Frame = nw.LazyFrame[Any]

UNTOLD = -(2**50)
"""Stands for a tax that is not told: a sum with one in it is below any that is."""
SIDES = {LEDGER: "l", PORTONE: "p"}
"""What begins the columns of each side."""
_SUMMED = (
    "rows",
    "done",
    "pending",
    "failed",
    "total",
    "strict",
    "loose",
    "repeated",
    "copies",
    "tax",
    "vat",
    "test",
)


def examined(rows: Frame, terms: Terms) -> Frame:
    """What both sides say of each key and kind.

    Args:
        rows: of both sides, with `side`, `key` and `matched_by`, computed already.
        terms: what is tolerated.

    Returns:
        By `key` and `kind`, for each side (`l_` and `p_`): how many `rows`, `done`, `pending`, `failed`; of those
        done, the sum as it stands (`total`), without rows that repeat a reference (`strict`), without any that look
        alike (`loose`), how many those are (`repeated`, `copies`), the sums of `tax` and `vat`, the rows by `test`
        channels, the first time, the least and the greatest currency. Besides, of the key: the rows of payments on
        each side (`l_paid`, `p_paid`), the last time of all, `matched_by`, `payment_id`, and what is `tolerated`.
    """
    nw = extra("narwhals")
    told = _by_side(_distinct(rows))
    summed = [f"{x}_{each}" for x in SIDES.values() for each in _SUMMED]
    wide = told.group_by("key", "kind").agg(
        *(nw.col(each).sum() for each in summed),
        *(nw.col(f"{x}_first").min() for x in SIDES.values()),
        *(nw.col(f"{x}_lowest").min() for x in SIDES.values()),
        *(nw.col(f"{x}_highest").max() for x in SIDES.values()),
        nw.col("matched_by").min(),
    )
    of_key = told.with_columns(
        *(
            nw.when(nw.col("kind") == PAYMENT).then(nw.col(f"{x}_rows")).otherwise(nw.lit(0, nw.Int64)).alias(name)
            for x, name in (("l", "l_paid"), ("p", "p_paid"))
        )
    )
    shared = of_key.group_by("key").agg(
        nw.col("l_paid").sum(),
        nw.col("p_paid").sum(),
        nw.col("latest").max(),
        nw.col("earliest").min(),
        nw.col("payment_id").max(),
    )
    whole = integers(wide.join(shared, on="key", how="left"), [*summed, "l_paid", "p_paid"])
    return kept(whole.with_columns(tolerated=tolerance(terms, nw.coalesce("p_lowest", "l_lowest"))))


def _distinct(rows: Frame) -> Frame:
    """Rows that look alike, once, with their number: of one side, kind and state, one reference and one amount."""
    nw = extra("narwhals")
    reference = nw.coalesce("entry_id", "transaction_id")
    alike = ["side", "key", "kind", "state", "reference", "amount", "currency"]
    told = nw.col("state") == DONE
    return (
        rows.with_columns(
            reference=reference,
            test=nw.when(nw.col("channel").fill_null("") == "TEST").then(1).otherwise(0),
            tax=nw.when(told).then(nw.col("tax_free").fill_null(UNTOLD)).otherwise(0),
            vat=nw.when(told).then(nw.col("vat").fill_null(UNTOLD)).otherwise(0),
        )
        .group_by(alike)
        .agg(
            nw.len().alias("number"),
            nw.col("tax").sum(),
            nw.col("vat").sum(),
            nw.col("test").sum(),
            nw.col("at").min().alias("earliest"),
            nw.col("at").max().alias("latest"),
            nw.col("matched_by").min(),
            nw.col("payment_id").max(),
        )
    )


def _by_side(alike: Frame) -> Frame:
    """What counts, once for each side: null or 0 in the rows of the other one."""
    nw = extra("narwhals")
    done, amount, number = nw.col("state") == DONE, nw.col("amount"), nw.col("number")
    once = nw.when(nw.col("reference").is_null()).then(number).otherwise(1)
    counted = {
        "rows": (nw.lit(True), number),  # noqa: FBT003
        "done": (done, number),
        "pending": (nw.col("state") == PENDING, number),
        "failed": (nw.col("state") == FAILED, number),
        "total": (done, amount * number),
        "strict": (done, amount * once),
        "loose": (done, amount),
        "repeated": (done, number - once),
        "copies": (done, number - 1),
        "tax": (done, nw.col("tax")),
        "vat": (done, nw.col("vat")),
        "test": (done, nw.col("test")),
    }
    columns = {}
    for side, x in SIDES.items():
        here = nw.col("side") == side
        for name, (condition, value) in counted.items():
            columns[f"{x}_{name}"] = (
                nw.when(here & condition).then(value.cast(nw.Int64)).otherwise(nw.lit(0, nw.Int64))
            )
        columns[f"{x}_first"] = nw.when(here & done).then(nw.col("earliest"))
        columns[f"{x}_lowest"] = nw.when(here).then(nw.col("currency"))
        columns[f"{x}_highest"] = nw.when(here).then(nw.col("currency"))
    return alike.with_columns(**columns)
