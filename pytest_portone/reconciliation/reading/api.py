"""PortOne's side, read from its API: by page or by cursor, in memory that does not grow, and resumable."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.reading import asking, payments
from pytest_portone.reconciliation.reading.gathering import named
from pytest_portone.reconciliation.reading.listings import FIRST, ByCursor, ByPage, Wanted
from pytest_portone.reconciliation.reading.portone_fields import UnreadableJsonError
from pytest_portone.reconciliation.reading.spool import Sight, Spool
from pytest_portone.reconciliation.sides import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from os import PathLike
    from typing import TypeAlias

    from pytest_portone.reconciliation.entries import Entry
    from pytest_portone.reconciliation.reading.asking import Ask
    from pytest_portone.reconciliation.reading.listings import Listing

    Progress: TypeAlias = "Callable[[int, int | None], object]"

LISTINGS: Mapping[str, Callable[[Wanted], Listing]] = {"cursor": ByCursor, "page": ByPage}
"""The ways to list payments."""


@dataclass(frozen=True, slots=True)
class Things:
    """What a list holds.

    Attributes:
        entries: the rows of one, and of its source; raises `UnreadableJsonError`.
        key: tells one from all others, whatever it is, in ASCII.
        changed: when one last changed, as far as it says so.
    """

    entries: Callable[[Any, str], list[Entry]]
    key: Callable[[Any], str]
    changed: Callable[[Any], datetime]


PAYMENTS = Things(payments.entries, payments.key, payments.changed)


def side(  # noqa: PLR0913 - what one may ask for
    ask: Ask | None = None,
    *,
    by: str = "cursor",
    since: datetime | None = None,
    until: datetime | None = None,
    store_id: str | None = None,
    is_test: bool | None = None,
    timestamp: str = "CREATED_AT",
    size: int | None = None,
    spool: str | PathLike[str] | None = None,
    progress: Progress | None = None,
    memory_limit: str = "",
) -> Side:
    """Every payment that PortOne has, as rows.

    `since` and `until` are about the creation of payments: one that was paid on Monday may have been begun on Sunday.
    Give a `since` that is as much earlier as your customers take to pay; the terms of the reconciliation cut the
    period.

    Args:
        ask: see `asking`; None for https://api.portone.io with the secret in `PORTONE_API_SECRET`.
        by: `cursor` (the operation is UNSTABLE by PortOne's word) or `page`.
        since: from when, with a zone; None for all that there is.
        until: up to when, with a zone; None for now.
        store_id: whose payments; None for those of the secret's store, or by page of all that it may read.
        is_test: only payments by test channels, or only by live ones; by page only.
        timestamp: what the times are about: `CREATED_AT`, or by page `STATUS_CHANGED_AT`, by which payments may slip
            from one page to another while they are read.
        size: how many payments an answer has.
        spool: a folder that keeps what was read, so that the same call goes on after a stop; None to keep it in
            memory.
        progress: called after each answer with how many payments were read, and of how many, if that is known.
        memory_limit: of DuckDB, such as `4GB`.

    Returns:
        With a spool, a DuckDB relation; else a table of PyArrow.

    Raises:
        ApiError: PortOne refuses, or does not answer. What was read is in the spool.
        SpoolError: the folder holds something else.
        MissingExtraError: the extra `reconcile` is not installed.
        ValueError: arguments that don't fit.
    """
    if by not in LISTINGS:
        raise ValueError(f"received by={by!r}, expected one of {', '.join(LISTINGS)}")
    if by == "cursor" and (is_test is not None or timestamp != "CREATED_AT"):
        raise ValueError(
            "received is_test or timestamp for a list by cursor, which has no such filter; use by='page'"
        )

    def listing(moment: datetime) -> Listing:
        return LISTINGS[by](
            Wanted(
                until=moment,
                since=since or FIRST,
                store_id=store_id,
                is_test=is_test,
                timestamp=timestamp,
                size=size,
            )
        )

    question = {"by": by, "store_id": store_id, "is_test": is_test, "timestamp": timestamp, "size": size}
    return listed(
        listing,
        PAYMENTS,
        ask,
        question=question | {"since": since and since.isoformat()},
        until=until,
        spool=spool,
        progress=progress,
        memory_limit=memory_limit,
    )


def listed(  # noqa: PLR0913 - see above
    listing: Callable[[datetime], Listing],
    things: Things,
    ask: Ask | None,
    *,
    question: Mapping[str, Any],
    until: datetime | None = None,
    spool: str | PathLike[str] | None = None,
    progress: Progress | None = None,
    memory_limit: str = "",
) -> Side:
    """All that a list holds.

    Args:
        listing: gives the list up to a moment.
        things: what it holds.
        ask: see `side`.
        question: what is asked for, as JSON; a spool is gone on with for the same question only.
        until: up to when; None for now.
        spool: see `side`.
        progress: see `side`.
        memory_limit: see `side`.
    """
    with ExitStack() as stack:
        folder = Path(spool) if spool else Path(stack.enter_context(TemporaryDirectory(prefix="portone-")))
        kept = Spool.at(folder, question, until)
        if kept.state.place is not None:
            walk(listing(kept.until), things, stack.enter_context(asking.default(ask)), kept, progress)
        found = kept.side(memory_limit=memory_limit)
        return found if spool else Side(found.frame.to_arrow_table(), found.aside, found.unread)


def walk(listing: Listing, things: Things, ask: Ask, spool: Spool, progress: Progress | None = None) -> None:
    """Go on with a list to its end, and keep each answer before the next is asked for."""
    place = listing.start() if spool.state.place == {} else spool.state.place
    while place is not None:
        answer = ask(*listing.query(place))
        step = listing.step(place, answer, lambda items: spool.met(map(things.key, items)))
        if step.again:
            spool.again(step.place)
        else:
            spool.add(_sights(step.items, things, listing.name), step.place, marked=step.marked)
        if progress:
            progress(spool.state.sights, step.total)
        place = step.place


def _sights(items: Iterable[Any], things: Things, source: str) -> Iterable[Sight]:
    return (_sight(each, things, source) for each in items)


def _sight(thing: Any, things: Things, source: str) -> Sight:
    """One thing of an answer, whatever it is."""
    key, changed = things.key(thing), things.changed(thing)
    try:
        return Sight(key=key, changed=changed, entries=tuple(things.entries(thing, source)))
    except UnreadableJsonError as problem:
        return Sight(key=key, changed=changed, reason=str(problem), source=named(source, thing))
