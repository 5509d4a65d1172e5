"""What belongs together: rows with one key. First by the payment's id, then, of what is alone, by the fallbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.backends import extra, is_empty, kept
from pytest_portone.reconciliation.entries import SETTLEMENT
from pytest_portone.reconciliation.reconciliation import LEDGER, PORTONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import narwhals as nw

    Frame = nw.LazyFrame[Any]

NO_ID = "\N{NOT SIGN}"
"""Begins the key of a row without an id, which its source follows: such rows belong to nothing yet."""
PAYMENT_ID = "payment_id"


def payments(rows: Frame) -> Frame:
    """The rows of payments, their cancellations and disputes, with their payment's id as `key`."""
    nw = extra("narwhals")
    return rows.filter(nw.col("kind") != SETTLEMENT).with_columns(key=_key(PAYMENT_ID))


def settlements(rows: Frame) -> Frame:
    """The rows of settlements, with the settlement's id as `key`: one sums many payments."""
    nw = extra("narwhals")
    return rows.filter(nw.col("kind") == SETTLEMENT).with_columns(key=_key("entry_id"))


def _key(column: str) -> Any:
    nw = extra("narwhals")
    return nw.coalesce(column, nw.concat_str(nw.lit(NO_ID), nw.col("source").fill_null("")))


def rematched(rows: Frame, fallbacks: Sequence[Sequence[str]]) -> Frame:
    """Rows of both sides, where those that are alone on their side have the key of their one counterpart.

    Args:
        rows: of both sides, with `side` and `key`, computed already.
        fallbacks: lists of columns; a match counts if both sides have one key alone with those values.

    Returns:
        The rows with `matched_by`: the columns of the fallback; null where the id did it.
    """
    nw = extra("narwhals")
    rows = rows.with_columns(matched_by=nw.lit(None).cast(nw.String))
    for columns in fallbacks:
        rows = _matched(rows, list(columns))
    return rows


def _matched(rows: Frame, columns: list[str]) -> Frame:
    nw = extra("narwhals")
    sides = rows.group_by("key").agg(nw.col("side").min().alias("low"), nw.col("side").max().alias("high"))
    alone = rows.join(sides.filter(nw.col("low") == nw.col("high")), on="key", how="semi")
    pairs = _only(alone.filter(nw.col("side") == LEDGER), columns).join(
        _only(alone.filter(nw.col("side") == PORTONE), columns).rename({"key": "counterpart"}),
        on=columns,
        how="inner",
    )
    found = kept(pairs.select("key", "counterpart"))
    if is_empty(found):
        return rows
    told = rows.join(found, on="key", how="left")
    here = ~nw.col("counterpart").is_null()
    return kept(
        told.with_columns(
            key=nw.coalesce("counterpart", "key"),
            matched_by=nw.when(here).then(nw.lit(", ".join(columns))).otherwise(nw.col("matched_by")),
        ).drop("counterpart")
    )


def _only(alone: Frame, columns: list[str]) -> Frame:
    """The keys that are the only ones with their values, and have no other values."""
    nw = extra("narwhals")
    told = alone.filter(*(~nw.col(each).is_null() for each in columns)).select("key", *columns).unique()
    of_values = told.group_by(columns).agg(nw.len().alias("keys")).filter(nw.col("keys") == 1)
    of_key = told.group_by("key").agg(nw.len().alias("values")).filter(nw.col("values") == 1)
    return told.join(of_values, on=columns, how="semi").join(of_key, on="key", how="semi")
