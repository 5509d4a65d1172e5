"""The life that contracts, policies and partners share: changed, changed later, archived, recovered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.platform.models import Lasting, Pending
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.platform.finding import Kind
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State

L = TypeVar("L", bound=Lasting)

JOB = "platform-change"
"""What the timer of a change is called."""

KINDS: Mapping[str, Kind[Any]] = {
    each.noun: each
    for each in (
        finding.PARTNERS,
        finding.CONTRACTS,
        finding.ADDITIONAL_FEE_POLICIES,
        finding.DISCOUNT_SHARE_POLICIES,
    )
}


def create(state: State, kind: Kind[L], record: L) -> L:
    """Keep a new record.

    Raises:
        Refusal: `PLATFORM_..._ALREADY_EXISTS`.
    """
    shelf = kind.shelf(state, record.side)
    if record.id in shelf:
        message = f"The id {record.id!r} is that of another {kind.words} among the {record.side} data"
        raise Refusal(f"PLATFORM_{kind.taken}_ALREADY_EXISTS", message)
    return shelf.put(record)


def change(state: State, kind: Kind[L], record: L, changes: Mapping[str, Any]) -> L:
    """Change a record now."""
    return kind.shelf(state, record.side).put(replace(record, **changes, applied_at=state.clock.now))


def refuse_archived(kind: Kind[L], record: L) -> None:
    """Refuse to change what is put away.

    Raises:
        Refusal: `PLATFORM_ARCHIVED_...`.
    """
    if record.archived:
        message = f"The {kind.words} {record.id!r} is archived; recover it before it is changed"
        raise Refusal(f"PLATFORM_ARCHIVED_{kind.noun}", message)


def archive(state: State, kind: Kind[L], record: L) -> L:
    """Put a record away.

    Raises:
        Refusal: `PLATFORM_CANNOT_ARCHIVE_SCHEDULED_...`, while a change is to come.
    """
    if record.pending:
        message = f"The {kind.words} {record.id!r} is to change at {record.pending.at}; cancel that first"
        raise Refusal(f"PLATFORM_CANNOT_ARCHIVE_SCHEDULED_{kind.noun}", message)
    return kind.shelf(state, record.side).put(replace(record, archived=True))


def recover(state: State, kind: Kind[L], record: L) -> L:
    """Take a record back that was put away; one that was not stays as it is."""
    return kind.shelf(state, record.side).put(replace(record, archived=False))


def refuse_scheduled(kind: Kind[L], record: L) -> None:
    """Refuse a second change that is to come.

    Raises:
        Refusal: `PLATFORM_..._SCHEDULE_ALREADY_EXISTS`.
    """
    if record.pending:
        message = f"The {kind.words} {record.id!r} is to change at {record.pending.at} already"
        raise Refusal(f"PLATFORM_{kind.noun}_SCHEDULE_ALREADY_EXISTS", message)


def pending_of(kind: Kind[L], record: L) -> Pending:
    """The change that is to come.

    Raises:
        Refusal: `PLATFORM_..._NOT_FOUND`, where none is: PortOne documents no error of its own for it.
    """
    if record.pending is None:
        message = f"No change of the {kind.words} {record.id!r} is scheduled"
        raise Refusal(f"PLATFORM_{kind.noun}_NOT_FOUND", message)
    return record.pending


def schedule(state: State, kind: Kind[L], record: L, changes: Mapping[str, Any], at: datetime) -> L:
    """Have a record change later, or now where that time is past; what was to come before is given up.

    Returns:
        the record as it will be.
    """
    pending = Pending(changes, at)
    kind.shelf(state, record.side).put(replace(record, pending=pending))
    state.timers.drop(JOB, kind.noun, record.side, record.id)
    if at <= state.clock.now:
        apply(state, kind.noun, record.side, record.id)
    else:
        state.timers.set(at, JOB, kind.noun, record.side, record.id)
    return as_it_will_be(record, pending)


def cancel(state: State, kind: Kind[L], record: L) -> L:
    """Give up the change that is to come.

    Raises:
        Refusal: as `pending_of`.
    """
    pending_of(kind, record)
    state.timers.drop(JOB, kind.noun, record.side, record.id)
    return kind.shelf(state, record.side).put(replace(record, pending=None))


def as_it_will_be(record: L, pending: Pending) -> L:
    """A record after the change that is to come."""
    return replace(record, **pending.changes, applied_at=pending.at, pending=None)


def apply(state: State, noun: str, side: Side, record_id: str) -> None:
    """Make a change that is due; where it was given up, nothing happens."""
    kind = KINDS[noun]
    record = kind.shelf(state, side).get(record_id)
    if record is not None and record.pending is not None:
        kind.shelf(state, side).put(as_it_will_be(record, record.pending))
