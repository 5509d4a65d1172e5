"""The book of transfers: kept, and found by id and by payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers.models import OfOrder, OrderCancelTransfer, OrderTransfer, T, Transfer
from pytest_portone.sandbox.transfers.ulids import ulid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.sandbox.partner_settlements.models import PartnerSettlement
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State


def keep(state: State, transfer: T) -> T:
    """Keep a transfer, new or changed."""
    shelf = state.transfers.of(transfer.side)
    if transfer.id not in shelf and isinstance(transfer, OfOrder):
        place = transfer.side, transfer.payment.id
        state.paid_transfers[place] = (*state.paid_transfers.get(place, ()), transfer.id)
    shelf.put(transfer)
    return transfer


def find(state: State, side: Side, transfer_id: str) -> Transfer:
    """The transfer with an id.

    Raises:
        Refusal: `PLATFORM_TRANSFER_NOT_FOUND`.
    """
    transfer = state.transfers.of(side).get(transfer_id)
    if transfer is None or transfer.deleted:
        message = f"There is no transfer with the id {transfer_id!r} among the {side} data"
        raise Refusal("PLATFORM_TRANSFER_NOT_FOUND", message)
    return transfer


def new_id(state: State, side: Side, wanted: str | None) -> str:
    """The id of a new transfer: the one that is wanted, or one that is drawn.

    Raises:
        Refusal: `PLATFORM_TRANSFER_ID_ALREADY_USED`; also where the transfer that had it was deleted.
    """
    if wanted is None:
        return ulid(state)
    if wanted in state.transfers.of(side):
        message = f"A transfer among the {side} data has, or had, the id {wanted!r}"
        raise Refusal("PLATFORM_TRANSFER_ID_ALREADY_USED", message)
    return wanted


def living(state: State, side: Side) -> Iterator[Transfer]:
    """The transfers of a side that were not deleted, oldest first."""
    return (each for each in state.transfers.of(side).values() if not each.deleted)


def orders_of(state: State, side: Side, payment_id: str) -> list[OrderTransfer]:
    """The order transfers of a payment, oldest first."""
    return [each for each in _paid(state, side, payment_id) if isinstance(each, OrderTransfer)]


def cancels_of(state: State, side: Side, payment_id: str) -> list[OrderCancelTransfer]:
    """The order-cancel transfers of a payment, oldest first."""
    return [each for each in _paid(state, side, payment_id) if isinstance(each, OrderCancelTransfer)]


def cancels_of_order(state: State, order: OrderTransfer) -> list[OrderCancelTransfer]:
    """The order-cancel transfers of an order transfer, oldest first."""
    return [each for each in cancels_of(state, order.side, order.payment.id) if each.order_id == order.id]


def _paid(state: State, side: Side, payment_id: str) -> Iterator[Transfer]:
    shelf = state.transfers.of(side)
    found = (shelf[each] for each in state.paid_transfers.get((side, payment_id), ()))
    return (each for each in found if not each.deleted)


def transfers_of(state: State, settlement: PartnerSettlement) -> list[Transfer]:
    """The transfers of a partner settlement, in the order in which they came into it."""
    shelf = state.transfers.of(settlement.side)
    return [shelf[each] for each in settlement.transfer_ids]
