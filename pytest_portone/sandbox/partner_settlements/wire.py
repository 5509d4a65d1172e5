"""Partner settlements on the wire: a handler an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.partner_settlements import deleting, keeping
from pytest_portone.sandbox.partner_settlements.views import settlement_json
from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.transfers.lists import SideList, check_one

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.partner_settlements.models import PartnerSettlement
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.lists import Tests

_KEYWORDS: Mapping[str, Callable[[PartnerSettlement], str | None]] = {
    "partnerSettlementId": lambda each: each.id,
    "payoutId": lambda each: each.payout_id,
    "bulkPayoutId": lambda each: each.bulk_payout_id,
}


def _tagged(state: State, settlement: PartnerSettlement, wanted: list[str]) -> bool:
    return not set(wanted).isdisjoint(finding.partner(state, settlement.side, settlement.partner_id).tags)


TESTS: Tests[PartnerSettlement] = {
    "settlementDates": lambda _, each, wanted: str(each.settlement_date) in wanted,
    "contractIds": lambda _, each, wanted: each.contract is not None and each.contract.id in wanted,
    "partnerTags": _tagged,
    "settlementCurrencies": lambda _, each, wanted: each.currency in wanted,
    "statuses": lambda _, each, wanted: each.status in wanted,
    "partnerIds": lambda _, each, wanted: each.partner_id in wanted,
    "settlementTypes": lambda _, each, wanted: each.type in wanted,
    "keyword": lambda _, each, wanted: all(word in (_KEYWORDS[name](each) or "") for name, word in wanted.items()),
}
"""A row a field of `PlatformPartnerSettlementFilterInput`."""

COUNTS = {
    "PAYOUT_SCHEDULED": "payoutScheduled",
    "PAYOUT_PREPARED": "payoutPrepared",
    "PAYOUT_WITHHELD": "payoutWithheld",
    "PAYOUT_EXCLUDED": "payoutExcluded",
    "PAYOUT_FAILED": "payoutFailed",
    "CANCELLED": "payoutCancelled",
    "CONFIRMED": "payoutConfirmed",
    "IN_PAYOUT": "inPayout",
    "PAID_OUT": "paidOut",
}


def _check(wanted: Mapping[str, Any], checks: Checks) -> None:
    check_one(("filter", "keyword"), wanted.get("keyword"), checks)


LIST = SideList(lambda state, side: list(keeping.living(state, side)), TESTS, settlement_json, _check, counts=COUNTS)


def _delete(state: State, inquiry: Inquiry) -> dict[str, Any]:
    side, checks, ids = finding.side_of(state, inquiry), Checks(), inquiry.body["partnerSettlementIds"]
    checks.require(("partnerSettlementIds",), ids, "one id or more", met=bool(ids))
    checks.done()
    deleting.delete(state, side, ids)
    return {}


ROUTES = (
    Route("GET", "/platform/partner-settlements", "GetPlatformPartnerSettlementsResponse", LIST.page),
    Route("POST", "/platform/partner-settlements/delete", "DeletePlatformPartnerSettlementsResponse", _delete),
)
