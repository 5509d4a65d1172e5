"""How the clock moves transfers: they start, they are settled, and they come into a partner settlement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.partner_settlements import gathering
from pytest_portone.sandbox.transfers import book
from pytest_portone.sandbox.transfers.days import beginning, day_of, following_hour
from pytest_portone.sandbox.transfers.models import ManualTransfer, moved

if TYPE_CHECKING:
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.models import T, Transfer

JOB = "transfer"
"""What the timers of a transfer are called."""
BATCH = "partner-settlement-batch"
"""What the timer is called that gathers a settled transfer."""


def begin(state: State, transfer: T) -> Transfer:
    """Keep a new transfer, and have it moved as far as it is due now, and later by the clock."""
    book.keep(state, transfer)
    for day in {transfer.starts_on, transfer.settlement_date}:
        if beginning(day) > state.clock.now:
            state.timers.set(beginning(day), JOB, transfer.side, transfer.id)
    move(state, transfer.side, transfer.id)
    return book.find(state, transfer.side, transfer.id)


def move(state: State, side: Side, transfer_id: str) -> None:
    """Move a transfer as far as it is due. One that was deleted is left alone."""
    transfer, today = state.transfers.of(side)[transfer_id], day_of(state.clock.now)
    if transfer.deleted:
        return
    if transfer.status == "SCHEDULED" and transfer.starts_on <= today:
        transfer = book.keep(state, moved(transfer, "IN_PROCESS"))
    if transfer.status == "IN_PROCESS" and transfer.settlement_date <= today:
        transfer = book.keep(state, moved(transfer, "SETTLED"))
        _settled(state, transfer)


def gather(state: State, side: Side, transfer_id: str) -> None:
    """Put a settled transfer into a partner settlement, unless it was deleted meanwhile."""
    transfer = state.transfers.of(side)[transfer_id]
    if not transfer.deleted and transfer.settlement_id is None:
        gathering.gather(state, transfer)


def _settled(state: State, transfer: Transfer) -> None:
    if isinstance(transfer, ManualTransfer):
        gather(state, transfer.side, transfer.id)
    else:
        state.timers.set(following_hour(state.clock.now), BATCH, transfer.side, transfer.id)


JOBS = {JOB: move, BATCH: gather}
