"""Payouts and account transfers on the wire: lists, and the operation that completes payouts made elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.payouts import paying, running, views
from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.transfers.days import beginning
from pytest_portone.sandbox.transfers.drafts import check_day
from pytest_portone.sandbox.transfers.lists import SideList, at_times, check_one, every

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.payouts.models import AccountTransfer, BulkAccountTransfer, BulkPayout, Payout
    from pytest_portone.sandbox.platform.models import Business, Partner
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.timers import Job
    from pytest_portone.sandbox.transfers.lists import Tests

_CRITERIA: Mapping[str, Callable[[Any, Any], bool]] = {
    "timestampRange": lambda each, wanted: at_times(each.created_at, wanted),
    "statusUpdatedTimestampRange": lambda each, wanted: at_times(each.status_updated_at, wanted),
    "scheduledTimestampRange": lambda each, wanted: at_times(each.scheduled_at, wanted),
    "settlementStatementIssuedTimestampRange": lambda _, __: False,
    "payoutId": lambda each, wanted: each.id == wanted,
    "bulkPayoutId": lambda each, wanted: getattr(each, "bulk_payout_id", each.id) == wanted,
    "bulkAccountTransferId": lambda each, wanted: each.id == wanted,
    "taxInvoiceId": lambda _, __: False,
    "settlementStatementId": lambda _, __: False,
}
"""What is asked of a record, by field of the criteria. No payout has an invoice, nor a statement."""


def _meets(_: State, record: Any, criteria: Mapping[str, Any]) -> bool:
    return all(_CRITERIA[name](record, wanted) for name, wanted in criteria.items())


def _partner(state: State, payout: Payout) -> Partner:
    return finding.partner(state, payout.side, payout.partner_id)


def _taxation(state: State, payout: Payout) -> str | None:
    kind: Business | Any = _partner(state, payout).type
    return getattr(kind, "taxation_type", None)


PAYOUT_TESTS: Tests[Payout] = {
    "statuses": lambda _, each, wanted: each.status in wanted,
    "partnerIds": lambda _, each, wanted: each.partner_id in wanted,
    "criteria": _meets,
    "payoutAccountBanks": lambda _, each, wanted: each.account.bank in wanted,
    "partnerTags": lambda state, each, wanted: not set(wanted).isdisjoint(_partner(state, each).tags),
    "payoutCurrencies": lambda _, each, wanted: each.currency in wanted,
    "payoutIds": lambda _, each, wanted: each.id in wanted,
    "taxInvoiceStatuses": lambda _, __, wanted: "NONE" in wanted,
    "partnerTypes": lambda state, each, wanted: _partner(state, each).type.kind in wanted,
    "partnerTaxationTypes": lambda state, each, wanted: _taxation(state, each) in wanted,
    "settlementStatementStatuses": lambda _, __, wanted: "UNSENT" in wanted,
}
"""A row a field of `PlatformPayoutFilterInput`."""

BULK_PAYOUT_TESTS: Tests[BulkPayout] = {
    "statuses": lambda _, each, wanted: each.status in wanted,
    "methods": lambda _, each, wanted: each.method in wanted,
    "criteria": _meets,
}
"""A row a field of `PlatformBulkPayoutFilterInput`."""

_TYPES = {"DEPOSIT": {"DEPOSIT"}, "WITHDRAWAL": {"WITHDRAWAL", "WITHDRAWAL_PARTNER_PAYOUT"}}
"""What filters call an account transfer, older contracts too."""

ACCOUNT_TRANSFER_TESTS: Tests[AccountTransfer] = {
    "tradeTimestampRange": lambda _, each, wanted: at_times(each.traded_at, wanted),
    "createdTimestampRange": lambda _, each, wanted: at_times(each.created_at, wanted),
    "statusUpdatedTimestampRange": lambda _, each, wanted: at_times(each.status_updated_at, wanted),
    "scheduledTimestampRange": lambda _, each, wanted: at_times(each.scheduled_at, wanted),
    "accountTransferId": lambda _, each, wanted: each.id == wanted,
    "bankAccountId": lambda _, __, wanted: wanted == views.BANK_ACCOUNT,
    "bulkAccountTransferId": lambda _, each, wanted: each.bulk_transfer_id == wanted,
    "payoutId": lambda _, each, wanted: each.payout_id == wanted,
    "accountTransferIds": lambda _, each, wanted: each.id in wanted,
    "types": lambda _, each, wanted: not _TYPES[each.direction].isdisjoint(wanted),
    "statuses": lambda _, each, wanted: each.status in wanted,
    "depositorName": lambda _, each, wanted: wanted in (each.depositor or ""),
    "depositAccountHolder": lambda _, each, wanted: each.account is not None and wanted in each.account.holder,
    "depositMemo": lambda _, each, wanted: wanted in (each.deposit_memo or ""),
    "withdrawalMemo": lambda _, each, wanted: wanted in (each.withdrawal_memo or ""),
}
"""A row a field of `PlatformAccountTransferFilter`."""

BULK_ACCOUNT_TRANSFER_TESTS: Tests[BulkAccountTransfer] = {
    "statuses": lambda _, each, wanted: each.status in wanted,
    "criteria": _meets,
}
"""A row a field of `PlatformBulkAccountTransferFilterInput`."""


def _check(wanted: Mapping[str, Any], checks: Checks) -> None:
    check_one(("filter", "criteria"), wanted.get("criteria"), checks)


PAYOUTS = SideList(
    every(lambda state: state.payouts),
    PAYOUT_TESTS,
    views.payout_json,
    _check,
    counts=views.PAYOUT_COUNTS,
)
BULK_PAYOUTS = SideList(
    every(lambda state: state.bulk_payouts),
    BULK_PAYOUT_TESTS,
    views.bulk_payout_json,
    _check,
    counts=views.BULK_PAYOUT_COUNTS,
)
ACCOUNT_TRANSFERS = SideList(
    every(lambda state: state.account_transfers),
    ACCOUNT_TRANSFER_TESTS,
    lambda _, each: views.account_transfer_json(each),
    counts=views.ACCOUNT_TRANSFER_COUNTS,
)
BULK_ACCOUNT_TRANSFERS = SideList(
    every(lambda state: state.bulk_account_transfers),
    BULK_ACCOUNT_TRANSFER_TESTS,
    views.bulk_account_transfer_json,
    _check,
    counts=views.BULK_ACCOUNT_TRANSFER_COUNTS,
)


def _complete(state: State, inquiry: Inquiry) -> dict[str, Any]:
    side, body, checks = finding.side_of(state, inquiry), inquiry.body, Checks()
    day = check_day("completedAt", body, checks)
    checks.require(
        ("bulkPayoutId",), body["bulkPayoutId"], "an id that is not blank", met=bool(body["bulkPayoutId"].strip())
    )
    checks.done()
    found = paying.payable(state, side, body["partnerSettlementIds"])
    paying.refuse_negative(found)
    paying.refuse_taken(state, side, body["bulkPayoutId"])
    outside = beginning(day) if day else state.clock.now
    bulk = paying.make(state, paying.Batch(side, body["bulkPayoutId"], body.get("name"), outside), found)
    return {
        "bulkPayoutId": bulk.id,
        "bulkPayoutGraphqlId": bulk.graphql_id,
        "payoutCount": len(bulk.payout_ids),
        "partnerSettlementCount": len(found),
    }


JOBS: Mapping[str, Job] = running.JOBS

ROUTES = (
    Route("GET", "/platform/payouts", "GetPlatformPayoutsResponse", PAYOUTS.page),
    Route("GET", "/platform/bulk-payouts", "GetPlatformBulkPayoutsResponse", BULK_PAYOUTS.page),
    Route("GET", "/platform/account-transfers", "GetPlatformAccountTransfersResponse", ACCOUNT_TRANSFERS.page),
    Route(
        "GET",
        "/platform/bulk-account-transfers",
        "GetPlatformBulkAccountTransfersResponse",
        BULK_ACCOUNT_TRANSFERS.page,
    ),
    Route(
        "POST",
        "/platform/partner-settlements/complete-payout",
        "CompletePlatformPayoutByPartnerSettlementIdsResponse",
        _complete,
    ),
)
