"""What is done with partner settlements and payouts in the console, and not through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.partner_settlements import keeping
from pytest_portone.sandbox.partner_settlements.models import TRANSITIONS
from pytest_portone.sandbox.payouts import paying, running
from pytest_portone.sandbox.transfers.ulids import ulid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pytest_portone.sandbox.partner_settlements.models import PartnerSettlement, Status
    from pytest_portone.sandbox.payouts.models import BulkPayout
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State


def side_of(*, test: bool) -> Side:
    """Test or live data."""
    return "test" if test else "live"


def put(state: State, settlement_id: str, status: Status, *, test: bool) -> PartnerSettlement:
    """Put a partner settlement into another status.

    Raises:
        Refusal: `PLATFORM_PARTNER_SETTLEMENTS_NOT_FOUND`.
        ValueError: its status does not allow it.
    """
    settlement = keeping.find_all(state, side_of(test=test), [settlement_id])[0]
    if status not in TRANSITIONS[settlement.status]:
        allowed = ", ".join(TRANSITIONS[settlement.status]) or "nothing"
        raise ValueError(f"{settlement_id!r} is {settlement.status}, which can become {allowed}; received {status}")
    changes = {"payout_id": None, "bulk_payout_id": None} if status == "PAYOUT_PREPARED" else {}
    return keeping.move(state, settlement, status, **changes)


def confirm(state: State, settlement_ids: Sequence[str], name: str | None, *, test: bool) -> BulkPayout:
    """Confirm the payout of partner settlements: one payout for each partner and currency.

    Raises:
        Refusal: as `paying.payable` and `paying.refuse_negative`.
    """
    side = side_of(test=test)
    found = paying.payable(state, side, settlement_ids)
    paying.refuse_negative(found)
    return paying.make(state, paying.Batch(side, ulid(state), name), found)


def pay_out(state: State, bulk_payout_id: str, at: datetime | None, *, test: bool) -> BulkPayout:
    """Have a bulk payout paid, now or later.

    Raises:
        ValueError: there is none, it was begun or cancelled, or the time is past.
    """
    bulk = running.bulk_of(state, side_of(test=test), bulk_payout_id)
    if at is not None and at < state.clock.now:
        raise ValueError(f"received {at}, expected a time after {state.clock.now}")
    return running.order(state, bulk, at)


def cancel(state: State, bulk_payout_id: str, *, test: bool) -> BulkPayout:
    """Cancel a bulk payout that was not begun.

    Raises:
        ValueError: there is none, or it was begun or cancelled.
    """
    return running.cancel(state, running.open_bulk(state, side_of(test=test), bulk_payout_id))
