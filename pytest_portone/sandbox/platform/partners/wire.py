"""Partners on the wire: what they share with contracts and policies, and what is theirs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.platform.finding import side_of
from pytest_portone.sandbox.platform.partners import connections, together
from pytest_portone.sandbox.platform.partners.resource import RESOURCE

if TYPE_CHECKING:
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State

__all__ = ["RESOURCE", "ROUTES"]


def _options(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """What partners can be filtered by: their tags, and the contracts that they are settled by."""
    side, wanted = side_of(state, inquiry), {"isArchived": inquiry.parameters.get("isArchived", False)}
    found = RESOURCE.chosen(state, side, wanted)
    contracts = finding.CONTRACTS.shelf(state, side)
    used = sorted({each.default_contract_id for each in found} & set(contracts))
    return {
        "tags": sorted({tag for each in found for tag in each.tags}),
        "contractSummary": [{"id": each, "name": contracts[each].name} for each in used],
    }


_PATH = RESOURCE.path

ROUTES = (
    *RESOURCE.routes(),
    Route("POST", f"{_PATH}/batch", "CreatePlatformPartnersResponse", together.create),
    Route("POST", f"{_PATH}/schedule", "SchedulePlatformPartnersResponse", together.schedule),
    Route("GET", "/platform/partner-filter-options", "PlatformPartnerFilterOptions", _options),
    Route("POST", f"{_PATH}/counterparty-connect/{{id}}", "ConnectPartnerCounterpartyResponse", connections.connect),
    Route(
        "POST",
        f"{_PATH}/counterparty-disconnect/{{id}}",
        "DisconnectPartnerCounterpartyResponse",
        connections.disconnect,
    ),
    Route("POST", f"{_PATH}/counterparty-connect", "ConnectBulkPartnerCounterpartyResponse", connections.connect_all),
    Route(
        "POST",
        f"{_PATH}/counterparty-disconnect",
        "DisconnectBulkPartnerCounterpartyResponse",
        connections.disconnect_all,
    ),
)
