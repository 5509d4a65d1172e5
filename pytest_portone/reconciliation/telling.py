"""What both sides say of a discrepancy, for people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.discrepancies import CHANNEL, COUNT, CURRENCY, MONEY, STATE, TIME
from pytest_portone.reconciliation.entries import DONE, FAILED, PENDING
from pytest_portone.reconciliation.reporting.money import money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def moment(microseconds: int | None) -> datetime | None:
    """A time in UTC."""
    return None if microseconds is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)


def _money(x: str, row: Mapping[str, Any]) -> str | None:
    return money(row[f"{x}_total"], row["currency"]) if row[f"{x}_rows"] else None


def _time(x: str, row: Mapping[str, Any]) -> str | None:
    told = moment(row[f"{x}_first"])
    return told.isoformat() if told else None


def _state(x: str, row: Mapping[str, Any]) -> str | None:
    return next((each for each in (DONE, PENDING, FAILED) if row[f"{x}_{each}"]), None)


def _currency(x: str, row: Mapping[str, Any]) -> str | None:
    named = dict.fromkeys(each for each in (row[f"{x}_lowest"], row[f"{x}_highest"]) if each)
    return ", ".join(named) or None


def _channel(x: str, row: Mapping[str, Any]) -> str | None:
    return "TEST" if row[f"{x}_test"] else "not TEST"


def _count(x: str, row: Mapping[str, Any]) -> str | None:
    count = row[f"{x}_done"]
    return f"{count} row{'s'[: count != 1]}, {money(row[f'{x}_total'], row['currency'])}"


_TELLERS: dict[str, Callable[[str, Mapping[str, Any]], str | None]] = {
    MONEY: _money,
    TIME: _time,
    STATE: _state,
    CURRENCY: _currency,
    CHANNEL: _channel,
    COUNT: _count,
}


def told(shows: str, x: str, row: Mapping[str, Any]) -> str | None:
    """What a side says; None for nothing.

    Args:
        shows: what a rule shows.
        x: `l` for the ledger, `p` for PortOne.
        row: of `examining.examined`, with `currency`.
    """
    return _TELLERS[shows](x, row)
