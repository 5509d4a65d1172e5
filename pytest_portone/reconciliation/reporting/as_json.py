"""The whole reconciliation as JSON, for machines; `schema.json` describes it. Amounts are in minor units."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.reconciliation import SIDES, Discrepancy
from pytest_portone.reconciliation.reporting import tally
from pytest_portone.reconciliation.reporting.report import key
from pytest_portone.report.as_json import dumped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.reconciliation.reconciliation import Total
    from pytest_portone.reconciliation.reporting.report import Key, Report
    from pytest_portone.reconciliation.terms import Terms

VERSION = 1
"""Of the format. It rises when something is taken away or means something else, and old readers must notice."""

_NAMES = tuple(each.name for each in fields(Discrepancy))


def render(report: Report) -> str:
    """The report as JSON, in the same order for the same findings."""
    result = report.result
    told = {
        "version": VERSION,
        "clean": report.clean,
        "ledger": report.ledger,
        "portone": report.portone,
        "terms": terms(result.terms),
        "counts": dict(sorted(result.counts().items())),
        "at_stake": dict(sorted(result.at_stake().items())),
        "discrepancies": [_seen(each, report.first_seen) for each in tally.ordered(result.discrepancies)],
        "in_flight": [discrepancy(each) for each in tally.ordered(result.in_flight)],
        "solved": [discrepancy(each) for each in tally.ordered(report.solved)],
        "unsure": [discrepancy(each) for each in tally.ordered(report.unsure)],
        "totals": [_total(each) for each in sorted(result.totals, key=_place)],
        "unread": {side: result.unread.get(side, 0) for side in SIDES},
        "aside": [asdict(each) for each in result.aside],
    }
    return f"{dumped(told)}\n"


def schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of the format."""
    text = resources.files("pytest_portone.reconciliation.reporting").joinpath("schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def discrepancy(each: Discrepancy) -> dict[str, Any]:
    """A discrepancy as an object of JSON."""
    told = {name: getattr(each, name) for name in _NAMES}
    return {**told, "since": moment(each.since), "sources": list(each.sources)}


def read_discrepancy(told: Mapping[str, Any]) -> Discrepancy:
    """The discrepancy that such an object tells; names that it has besides are passed over."""
    known = {name: told[name] for name in _NAMES}
    return Discrepancy(**{**known, "since": read_moment(told["since"]), "sources": tuple(told["sources"])})


def moment(time: datetime | None) -> str | None:
    """A time as ISO 8601, in UTC."""
    return None if time is None else time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_moment(text: str | None) -> datetime | None:
    """The time that such a text tells."""
    return None if text is None else datetime.fromisoformat(text)


def terms(each: Terms) -> dict[str, Any]:
    """The terms as an object of JSON; spans are in seconds."""
    return {
        "as_of": moment(each.as_of),
        "since": moment(each.since),
        "until": moment(each.until),
        "grace": each.grace.total_seconds(),
        "skew": None if each.skew is None else each.skew.total_seconds(),
        "tolerance": dict(sorted(each.tolerance.items())),
        "fallbacks": [list(columns) for columns in each.fallbacks],
        "test_counts": each.test_counts,
        "offset": each.offset.total_seconds(),
    }


def _seen(each: Discrepancy, first_seen: Mapping[Key, datetime]) -> dict[str, Any]:
    return {**discrepancy(each), "first_seen": moment(first_seen.get(key(each)))}


def _total(each: Total) -> dict[str, Any]:
    return {**asdict(each), "day": each.day and each.day.isoformat()}


def _place(each: Total) -> tuple[bool, str, str, str, str]:
    return each.day is None, str(each.day), each.currency, each.outcome, each.side
