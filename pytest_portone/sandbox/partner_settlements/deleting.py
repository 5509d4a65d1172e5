"""Partner settlements deleted, with their transfers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.partner_settlements import keeping
from pytest_portone.sandbox.partner_settlements.models import DELETABLE
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers import book, deleting
from pytest_portone.sandbox.transfers.models import OrderTransfer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_portone.sandbox.partner_settlements.models import PartnerSettlement
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State


def delete(state: State, side: Side, settlement_ids: Iterable[str]) -> None:
    """Delete partner settlements and those of their transfers that can be deleted; all of them, or none.

    Raises:
        Refusal: `PLATFORM_PARTNER_SETTLEMENTS_NOT_FOUND`, `PLATFORM_NON_DELETABLE_PARTNER_SETTLEMENTS`,
            `PLATFORM_REFERENCED_CANCEL_ORDER_TRANSFERS_EXIST`.
    """
    found = keeping.find_all(state, side, dict.fromkeys(settlement_ids))
    fixed = [each for each in found if each.status not in DELETABLE]
    if fixed:
        listed = ", ".join(f"{each.id!r} is {each.status}" for each in fixed)
        details = keeping.ids_of(each.id for each in fixed)
        raise Refusal("PLATFORM_NON_DELETABLE_PARTNER_SETTLEMENTS", f"These can't be deleted: {listed}", details)
    _refuse_referenced(state, found)
    for each in found:
        state.partner_settlements.of(side).put(replace(each, deleted=True))
        for transfer in book.transfers_of(state, each):
            if transfer.status in deleting.DELETABLE:
                deleting.erase(state, transfer)


def _refuse_referenced(state: State, found: Iterable[PartnerSettlement]) -> None:
    """Refuse to delete orders and to leave their cancellations."""
    transfers = [transfer for each in found for transfer in book.transfers_of(state, each)]
    gone = {each.id for each in transfers}
    left = [
        cancel.id
        for each in transfers
        if isinstance(each, OrderTransfer)
        for cancel in book.cancels_of_order(state, each)
        if cancel.id not in gone
    ]
    if left:
        message = f"Of their transfers there are cancellations that would be left: {', '.join(map(repr, left))}"
        raise Refusal("PLATFORM_REFERENCED_CANCEL_ORDER_TRANSFERS_EXIST", message, {"ids": left})
