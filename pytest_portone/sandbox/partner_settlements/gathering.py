"""How settled transfers come together in partner settlements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.partner_settlements.models import PartnerSettlement
from pytest_portone.sandbox.platform.preferences import setting_of
from pytest_portone.sandbox.transfers import book
from pytest_portone.sandbox.transfers.models import ManualTransfer, OfOrder
from pytest_portone.sandbox.transfers.ulids import ulid

if TYPE_CHECKING:
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.arithmetic import Amounts
    from pytest_portone.sandbox.transfers.models import Transfer


def gather(state: State, transfer: Transfer) -> PartnerSettlement:
    """Put a settled transfer into the partner settlement that it belongs to, a new one where none is open."""
    shelf = state.partner_settlements.of(transfer.side)
    place = transfer.side, *_key(transfer)
    known = state.open_settlements.get(place)
    found = shelf[known] if known else None
    alone = isinstance(transfer, ManualTransfer) and setting_of(state, transfer.side).manual_settlement_per_transfer
    if found is None or found.deleted or found.status != "PAYOUT_PREPARED" or alone:
        settlement = _new(state, transfer)
        if not alone:
            state.open_settlements[place] = settlement.id
    else:
        settlement = _joined(found, transfer)
    book.keep(state, replace(transfer, settlement_id=settlement.id))
    return shelf.put(settlement)


def _key(transfer: Transfer) -> tuple[str, ...]:
    """What transfers have in common that are settled together."""
    day = str(transfer.settlement_date)
    return transfer.partner_id, transfer.contract_id or "", transfer.type, day, transfer.currency


def _new(state: State, transfer: Transfer) -> PartnerSettlement:
    return PartnerSettlement(
        id=ulid(state),
        side=transfer.side,
        place=len(state.partner_settlements.of(transfer.side)),
        status_updated_at=state.clock.now,
        partner_id=transfer.partner_id,
        contract=transfer.contract if isinstance(transfer, OfOrder) else None,
        type=transfer.type,
        settlement_date=transfer.settlement_date,
        currency=transfer.currency,
        transfer_ids=(transfer.id,),
        owed=transfer.owed,
        amounts=_amounts(transfer),
        starts=(transfer.starts_on, transfer.starts_on),
    )


def _joined(settlement: PartnerSettlement, transfer: Transfer) -> PartnerSettlement:
    more, first, last = _amounts(transfer), *settlement.starts
    return replace(
        settlement,
        transfer_ids=(*settlement.transfer_ids, transfer.id),
        owed=settlement.owed.plus(transfer.owed),
        amounts=settlement.amounts + more if settlement.amounts and more else None,
        starts=(min(first, transfer.starts_on), max(last, transfer.starts_on)),
    )


def _amounts(transfer: Transfer) -> Amounts | None:
    return transfer.settlement.amounts if isinstance(transfer, OfOrder) else None


def release(state: State, settlement: PartnerSettlement, transfer: Transfer) -> PartnerSettlement:
    """Take a transfer out of its partner settlement; one that has no other is deleted."""
    shelf, left = state.partner_settlements.of(settlement.side), book.transfers_of(state, settlement)
    left = [each for each in left if each.id != transfer.id]
    if not left:
        return shelf.put(replace(settlement, deleted=True))
    less, days = _amounts(transfer), [each.starts_on for each in left]
    return shelf.put(
        replace(
            settlement,
            transfer_ids=tuple(each.id for each in left),
            owed=settlement.owed.minus(transfer.owed),
            amounts=settlement.amounts - less if settlement.amounts and less else None,
            starts=(min(days), max(days)),
        )
    )
