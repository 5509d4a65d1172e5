"""Partner settlements as they are shown: every field that any contract knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.platform import contracts
from pytest_portone.sandbox.projection import Renamed
from pytest_portone.sandbox.transfers.views import amounts_json, partner_json

if TYPE_CHECKING:
    from pytest_portone.sandbox.partner_settlements.models import PartnerSettlement
    from pytest_portone.sandbox.state import State

STATUSES = {
    "CONFIRMED": Renamed("CONFIRMED", "PAYOUT_PREPARED"),
    "PAYOUT_EXCLUDED": Renamed("PAYOUT_EXCLUDED", "PAYOUT_WITHHELD"),
    "CANCELLED": Renamed("CANCELLED", "PAYOUT_FAILED"),
}
"""Statuses that older contracts do not tell from others."""


def settlement_json(state: State, settlement: PartnerSettlement) -> dict[str, Any]:
    """A partner settlement as `PlatformPartnerSettlement`; a field that is None is not there."""
    shown = {
        "type": settlement.type,
        "id": settlement.id,
        "graphqlId": settlement.graphql_id,
        "partner": partner_json(state, settlement.side, settlement.partner_id),
        "settlementDate": str(settlement.settlement_date),
        "settlementCurrency": settlement.currency,
        "status": STATUSES.get(settlement.status, settlement.status),
        "statusUpdatedAt": written(settlement.status_updated_at),
        "isForTest": settlement.side == "test",
    }
    if settlement.amounts is None or settlement.contract is None:
        return shown | {"amount": settlement.owed.amount, "taxFreeAmount": settlement.owed.tax_free}
    first, last = settlement.starts
    return shown | {
        "contract": contracts.RESOURCE.json(settlement.contract),
        "settlementStartDateRange": {"from": str(first), "until": str(last)},
        "amount": amounts_json(settlement.amounts),
    }
