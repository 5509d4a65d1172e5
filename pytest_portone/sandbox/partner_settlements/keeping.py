"""The book of partner settlements: found by id, and moved together with their transfers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.partner_settlements.models import NUMBER
from pytest_portone.sandbox.platform.models import graphql_id
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers import book
from pytest_portone.sandbox.transfers.kept import moved
from pytest_portone.sandbox.transfers.models import moved as moved_transfer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_portone.sandbox.partner_settlements.models import PartnerSettlement, Status
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.models import Status as TransferStatus


def living(state: State, side: Side) -> Iterator[PartnerSettlement]:
    """The partner settlements of a side that were not deleted, oldest first."""
    return (each for each in state.partner_settlements.of(side).values() if not each.deleted)


def find_all(state: State, side: Side, settlement_ids: Iterable[str]) -> list[PartnerSettlement]:
    """The partner settlements with these ids.

    Raises:
        Refusal: `PLATFORM_PARTNER_SETTLEMENTS_NOT_FOUND`, with the ids of all that there are not.
    """
    asked, known = list(settlement_ids), {each.id: each for each in living(state, side)}
    missing = [each for each in asked if each not in known]
    if missing:
        message = f"There are no partner settlements {', '.join(map(repr, missing))} among the {side} data"
        raise Refusal("PLATFORM_PARTNER_SETTLEMENTS_NOT_FOUND", message, ids_of(missing))
    return [known[each] for each in asked]


def ids_of(settlement_ids: Iterable[str]) -> dict[str, list[str]]:
    """The details of an error about several: their ids, both of each."""
    listed = list(settlement_ids)
    return {"ids": listed, "graphqlIds": [graphql_id(NUMBER, each) for each in listed]}


def move(
    state: State,
    settlement: PartnerSettlement,
    status: Status,
    transfers: TransferStatus | None = None,
    **changes: Any,
) -> PartnerSettlement:
    """Move a partner settlement, and its transfers where a status for them is given."""
    changed = moved(settlement, status, state.clock.now, **changes)
    state.partner_settlements.of(settlement.side).put(changed)
    for each in book.transfers_of(state, settlement):
        transfer = moved_transfer(each, transfers) if transfers else each
        book.keep(state, replace(transfer, payout_id=changed.payout_id))
    return changed
