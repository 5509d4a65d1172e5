"""The rules, applied to what is in question: findings, and what they make of each payment."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation import matching
from pytest_portone.reconciliation.backends import dicts, extra, kept
from pytest_portone.reconciliation.discrepancies import RULES
from pytest_portone.reconciliation.entries import SETTLEMENT
from pytest_portone.reconciliation.period import outside
from pytest_portone.reconciliation.reconciliation import (
    AGREED,
    DISCREPANT,
    IDLE,
    IN_FLIGHT,
    LEDGER,
    OUTSIDE,
    Discrepancy,
)
from pytest_portone.reconciliation.telling import moment, told
from pytest_portone.reconciliation.terms import instant
from pytest_portone.reconciliation.totals import day

if TYPE_CHECKING:
    from collections.abc import Iterator

    import narwhals as nw

    from pytest_portone.reconciliation.terms import Terms

    Frame = nw.LazyFrame[Any]

_OPEN, _WAITING = 0, 1
"""What a finding makes of its payment: something is wrong, or may heal."""


def judged(wide: Frame, terms: Terms) -> Frame:
    """What the rules find: rows of `examining.examined`, with `rule`, `at_stake` and what it `makes`."""
    nw = extra("narwhals")
    recent = nw.col("latest") > instant(terms.as_of - terms.grace)
    waiting = nw.when(recent).then(nw.lit(_WAITING, nw.Int64)).otherwise(nw.lit(_OPEN, nw.Int64))
    inside = wide.filter(~outside(terms, nw.col("earliest"), nw.col("latest"))) if terms.period else wide
    found = [
        inside.filter(nw.col("kind").is_in(list(rule.kinds)), rule.when(terms)).with_columns(
            rule=nw.lit(number, nw.Int64),
            at_stake=rule.stake().cast(nw.Int64),
            makes=waiting if rule.heals else nw.lit(_OPEN, nw.Int64),
        )
        for number, rule in enumerate(RULES)
    ]
    return kept(nw.concat(found))


def outcomes(wide: Frame, found: Frame, terms: Terms) -> Frame:
    """By `key`, the `outcome` of a payment, and the `day` that it counts for."""
    nw = extra("narwhals")
    of_key = (
        wide.select(
            "key",
            "earliest",
            "latest",
            money=nw.col("l_done") + nw.col("p_done"),
            first=nw.coalesce("p_first", "l_first"),
        )
        .group_by("key")
        .agg(nw.col("money").sum(), nw.col("first").min(), nw.col("earliest").min(), nw.col("latest").max())
        .join(found.group_by("key").agg(nw.col("makes").min()), on="key", how="left")
    )
    outcome = nw.when(nw.col("money") > 0).then(nw.lit(AGREED)).otherwise(nw.lit(IDLE))
    outcome = nw.when(nw.col("makes") == _WAITING).then(nw.lit(IN_FLIGHT)).otherwise(outcome)
    outcome = nw.when(nw.col("makes") == _OPEN).then(nw.lit(DISCREPANT)).otherwise(outcome)
    if terms.period:
        left = outside(terms, nw.col("earliest"), nw.col("latest"))
        outcome = nw.when(left).then(nw.lit(OUTSIDE)).otherwise(outcome)
    return of_key.select("key", outcome=outcome, day=day(nw.coalesce("first", "earliest"), terms))


def findings(found: Frame, rows: Frame) -> Iterator[tuple[Discrepancy, bool]]:
    """Each discrepancy with whether it may heal yet, the most money first.

    Args:
        found: of `judged`.
        rows: of both sides, of what is in question.
    """
    told_ = dicts(found)
    sources = _sources(rows, found) if told_ else {}
    for row in sorted(told_, key=lambda each: (-each["at_stake"], each["key"], each["rule"])):
        yield _discrepancy(row, tuple(sources.get(row["key"], ()))), row["makes"] == _WAITING


def _discrepancy(row: dict[str, Any], sources: tuple[str, ...]) -> Discrepancy:
    rule = RULES[row["rule"]]
    row["currency"] = row["p_lowest"] or row["l_lowest"]
    settlement = row["kind"] == SETTLEMENT
    key = None if row["key"].startswith(matching.NO_ID) else row["key"]
    return Discrepancy(
        name=rule.name,
        payment_id=None if settlement else key,
        entry_id=key if settlement else None,
        kind=row["kind"],
        ledger=told(rule.shows, "l", row),
        portone=told(rule.shows, "p", row),
        at_stake=row["at_stake"],
        currency=row["currency"],
        since=moment(row["earliest"]),
        matched_by="entry_id" if settlement else row["matched_by"] or matching.PAYMENT_ID,
        sources=sources,
    )


def _sources(rows: Frame, found: Frame) -> dict[str, list[str]]:
    """Where the rows of what was found are from, the ledger's first."""
    listed: dict[str, list[str]] = defaultdict(list)
    asked = rows.join(found.select("key").unique(), on="key", how="semi").select("key", "side", "source")
    for row in sorted(dicts(asked), key=lambda each: (each["side"] != LEDGER, str(each["source"]))):
        if row["source"] is not None:
            listed[row["key"]].append(row["source"])
    return listed
