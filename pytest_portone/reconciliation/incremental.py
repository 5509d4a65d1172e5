"""Runs that go on where the last one ended: up to when all is reconciled, and what is still open.

A run looks at what came after the last one, at what the grace left open then, and at every open discrepancy again.
The state is written after the report, whole or not at all: whoever stops a run at any moment loses nothing, and the
next one tells again what the stopped one may have told already.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from pytest_portone.contracts.errors import ContractError
from pytest_portone.reconciliation.reporting.as_json import discrepancy as shown
from pytest_portone.reconciliation.reporting.as_json import (
    moment,
    read_discrepancy,
    read_moment,
)
from pytest_portone.reconciliation.reporting.report import Key, Report, key
from pytest_portone.recording import writing
from pytest_portone.report.as_json import dumped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from pytest_portone.reconciliation.reconciliation import Discrepancy, Reconciliation
    from pytest_portone.reconciliation.terms import Terms

VERSION = 1
"""Of the state file's format."""


class StateError(ContractError):
    """A state file that can't be gone on with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What earlier runs have come to.

    Attributes:
        ledger: what was read as the ledger.
        portone: what was read as PortOne's record.
        since: where the first run began; None for the beginning of all.
        until: the last run looked at what is before this moment; None where it had no bound.
        as_of: when both sides were read last.
        settled: what is before this moment is reconciled; None where nothing is yet.
        look_from: the next run begins here, to see the open ones again; None for `since`.
        open: what is wrong, with the moment at which it was found first.
    """

    ledger: str
    portone: str
    since: datetime | None
    until: datetime | None
    as_of: datetime
    settled: datetime | None
    look_from: datetime | None
    open: Mapping[Key, tuple[Discrepancy, datetime]]


def load(path: Path) -> State | None:
    """The state in a file; None where there is no file yet.

    Raises:
        StateError: it is no state of this version.
        OSError: it can't be read.
    """
    if not path.exists():
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        version = told["version"]
        if version == VERSION:
            return _state(told)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StateError(
            f"--state: {path} is no state of a reconciliation ({type(error).__name__}: {error}); name a file that "
            "--state has written, or one that does not exist yet"
        ) from error
    raise StateError(
        f"--state: {path}: received version {version!r}, expected {VERSION}; begin a new file with this version of "
        "pytest-portone"
    )


def save(path: Path, state: State) -> None:
    """Put the state in place at once: a run that is stopped leaves the old one or this one.

    Raises:
        OSError: it can't be written; what was there is still there.
    """
    writing.replace(path, f"{dumped(_told(state))}\n".encode())


def terms_of(state: State | None, terms: Terms, ledger: str, portone: str) -> Terms:
    """The terms of the next run: the given ones, beginning where there is something to look at.

    Args:
        state: what earlier runs have come to; None before the first.
        terms: the given ones; their `since` is where the first run begins.
        ledger: what is read as the ledger.
        portone: what is read as PortOne's record.

    Raises:
        StateError: the state is of something else, or of a later time; every fault is named.
    """
    if state is None:
        return terms
    problems = list(_problems(state, terms, ledger, portone))
    if problems:
        raise StateError("\n".join(problems))
    return replace(terms, since=state.look_from or state.since)


def told(state: State | None, result: Reconciliation, ledger: str, portone: str) -> Report:
    """The report of a run: what is wrong, since when that is known, and what is solved."""
    before = state.open if state else {}
    first_seen = {key(each): result.terms.as_of for each in result.discrepancies}
    first_seen |= {each: first for each, (_, first) in before.items() if each in first_seen}
    gone = tuple(each for each, _ in before.values() if key(each) not in first_seen)
    solved, unsure = ((), gone) if _unread(result) else (gone, ())
    return Report(
        result=result,
        ledger=ledger,
        portone=portone,
        solved=solved,
        unsure=unsure,
        last=state.as_of if state else None,
        first_seen=first_seen,
    )


def after(state: State | None, report: Report, since: datetime | None) -> State:
    """The state that a run leaves. Rows that could not be read hold the settled moment where it is.

    Args:
        state: the one before the run.
        report: what the run found.
        since: where the first run began.
    """
    result, before = report.result, state.open if state else {}
    terms, since = result.terms, state.since if state else since
    found = {key(each): (each, report.first_seen[key(each)]) for each in result.discrepancies}
    found |= {key(each): before[key(each)] for each in report.unsure}
    settled = (state.settled if state else None) if _unread(result) else _settled(terms)
    return State(
        ledger=report.ledger,
        portone=report.portone,
        since=since,
        until=terms.until,
        as_of=terms.as_of,
        settled=settled,
        look_from=_look_from(settled, [*(each for each, _ in found.values()), *result.in_flight], since),
        open=found,
    )


def _unread(result: Reconciliation) -> bool:
    return sum(result.unread.values()) > 0


def _settled(terms: Terms) -> datetime:
    """Before this moment nothing is in flight any more, however the clocks of both sides differ."""
    recent = terms.as_of - terms.grace - (terms.skew or terms.grace)
    return min(recent, terms.until) if terms.until else recent


def _look_from(settled: datetime | None, waiting: list[Discrepancy], since: datetime | None) -> datetime | None:
    """The earliest moment of what is to be looked at again; None where something has no time."""
    times = [settled, *(each.since for each in waiting)]
    known = [each for each in times if each is not None]
    if len(known) < len(times):
        return None
    return max(min(known), since) if since else min(known)


def _problems(state: State, terms: Terms, ledger: str, portone: str) -> Iterator[str]:
    for name, kept, given in (("LEDGER", state.ledger, ledger), ("PORTONE", state.portone, portone)):
        if kept != given:
            yield f"--state is of another {name}: received {given}, expected {kept}; keep a file for each"
    if terms.since not in {None, state.since}:
        yield (
            f"--state begins {state.since.isoformat() if state.since else 'with the first row'}: received --since "
            f"{terms.since and terms.since.isoformat()}; leave it out, or begin a new file"
        )
    if terms.as_of < state.as_of:
        yield f"--state is as of {state.as_of.isoformat()}: received {terms.as_of.isoformat()}, expected none earlier"
    seen = state.until or state.as_of
    if terms.until and terms.until < seen:
        yield f"--state knows what is before {seen.isoformat()}: received --until {terms.until.isoformat()}"


def without_secrets(locator: str) -> str:
    """A locator without what may be secret: the user of an URL, and the parameters that name no table or query."""
    scheme, mark, rest = locator.partition("://")
    if not mark:
        return locator
    place, _, parameters = rest.rpartition("@")[2].partition("?")
    asked = urlencode([each for each in parse_qsl(parameters) if each[0] in {"table", "query"}])
    return f"{scheme}://{place.partition('#')[0]}{asked and f'?{asked}'}"


def _told(state: State) -> dict[str, Any]:
    times = {name: moment(getattr(state, name)) for name in ("since", "until", "as_of", "settled", "look_from")}
    found = [{**shown(each), "first_seen": moment(first)} for each, first in state.open.values()]
    return {"version": VERSION, "ledger": state.ledger, "portone": state.portone, **times, "open": found}


def _state(told: Mapping[str, Any]) -> State:
    as_of = read_moment(told["as_of"])
    if as_of is None:
        raise ValueError("as_of is null")
    found = [(read_discrepancy(each), read_moment(each["first_seen"]) or as_of) for each in told["open"]]
    return State(
        ledger=str(told["ledger"]),
        portone=str(told["portone"]),
        **{name: read_moment(told[name]) for name in ("since", "until", "settled", "look_from")},
        as_of=as_of,
        open={key(each): (each, first) for each, first in found},
    )
