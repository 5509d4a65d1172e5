"""Transfers deleted: those that are not being paid out, and of which nothing was cancelled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.partner_settlements import gathering
from pytest_portone.sandbox.partner_settlements.models import DELETABLE as LOOSE
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers import book
from pytest_portone.sandbox.transfers.models import OrderTransfer

if TYPE_CHECKING:
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.models import Status, Transfer

DELETABLE: frozenset[Status] = frozenset({"SCHEDULED", "IN_PROCESS", "SETTLED"})


def delete(state: State, transfer: Transfer) -> None:
    """Delete a transfer, and take it out of its partner settlement.

    Raises:
        Refusal: `PLATFORM_TRANSFER_NON_DELETABLE_STATUS`, `PLATFORM_CANCEL_ORDER_TRANSFERS_EXISTS`.
    """
    settlement = state.partner_settlements.of(transfer.side).get(transfer.settlement_id or "")
    if transfer.status not in DELETABLE or (settlement and settlement.status not in LOOSE):
        inside = f", in a partner settlement that is {settlement.status}" if settlement else ""
        message = f"The transfer {transfer.id!r} is {transfer.status}{inside}"
        raise Refusal("PLATFORM_TRANSFER_NON_DELETABLE_STATUS", message)
    cancels = book.cancels_of_order(state, transfer) if isinstance(transfer, OrderTransfer) else []
    if cancels:
        ids = ", ".join(repr(each.id) for each in cancels)
        message = f"The transfer {transfer.id!r} was cancelled in part; delete first: {ids}"
        raise Refusal("PLATFORM_CANCEL_ORDER_TRANSFERS_EXISTS", message)
    if settlement:
        gathering.release(state, settlement, transfer)
    erase(state, transfer)


def erase(state: State, transfer: Transfer) -> None:
    """Delete a transfer, whatever it is in."""
    book.keep(state, replace(transfer, deleted=True))
