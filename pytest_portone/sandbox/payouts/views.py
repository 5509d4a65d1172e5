"""Payouts and account transfers as they are shown: every field that any contract knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.payouts import running
from pytest_portone.sandbox.payouts.models import BulkAccountTransfer, BulkPayout, Payout
from pytest_portone.sandbox.platform.models import Partner, graphql_id
from pytest_portone.sandbox.projection import Renamed
from pytest_portone.sandbox.transfers.views import partner_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from pytest_portone.sandbox.payouts.models import AccountTransfer, Made
    from pytest_portone.sandbox.state import State

BANK_ACCOUNT = "bank-account-00000000-0000-4000-8000-000000000000"
"""The merchant's bank account, from which PortOne pays."""
_BANK_ACCOUNT_NUMBER = 12

PAYOUT_COUNTS = {
    each: each.lower()
    for each in ("CONFIRMED", "PREPARED", "CANCELLED", "STOPPED", "PROCESSING", "SUCCEEDED", "FAILED", "SCHEDULED")
}
BULK_PAYOUT_COUNTS = {
    "PREPARING": "preparing",
    "PREPARED": "prepared",
    "ONGOING": "ongoing",
    "POST_PROCESS_PENDING": "postProcessPending",
    "COMPLETED": "completed",
    "CANCELLED": "cancelled",
    "SCHEDULED": "scheduled",
    "STOPPED": "stopped",
}
ACCOUNT_TRANSFER_COUNTS = {
    **{
        each: each.lower()
        for each in ("PREPARED", "SCHEDULED", "CANCELLED", "STOPPED", "PROCESSING", "SUCCEEDED", "FAILED")
    },
    "ASYNC_PROCESSING": "asyncProcessing",
}
BULK_ACCOUNT_TRANSFER_COUNTS = {each: each.lower() for each in ("PREPARED", "SCHEDULED", "ONGOING", "COMPLETED")}

STATUSES = {"CONFIRMED": Renamed("CONFIRMED", "PREPARED")}
"""Statuses that older contracts do not tell from others."""
TYPES = {"WITHDRAWAL": Renamed("WITHDRAWAL", "PARTNER_PAYOUT")}
"""What older contracts call an account transfer."""


def payout_json(state: State, payout: Payout) -> dict[str, Any]:
    """A payout as `PlatformPayout`; a field that is None is not there. No statement and no invoice is made of it."""
    pay, account = payout.pay, payout.account
    return _common(payout) | {
        "status": STATUSES.get(payout.status, payout.status),
        "bulkPayoutId": payout.bulk_payout_id,
        "bulkPayoutGraphqlId": graphql_id(BulkPayout.number, payout.bulk_payout_id),
        "method": payout.method,
        "partner": partner_json(state, payout.side, payout.partner_id),
        "account": {"bank": account.bank, "number": account.number, "holder": account.holder},
        "taxInvoiceStatus": "NONE",
        "currency": payout.currency,
        "amount": pay.amount,
        "supplyAmount": pay.supply,
        "taxFreeAmount": pay.tax_free,
        "vatAmount": pay.vat,
        "settlementAmount": pay.settlement.amount,
        "settlementTaxFreeAmount": pay.settlement.tax_free,
        "incomeTaxAmount": pay.income_tax,
        "localIncomeTaxAmount": pay.local_income_tax,
        "withdrawalMemo": payout.withdrawal_memo,
        "depositMemo": payout.deposit_memo,
        "scheduledAt": _written(payout.scheduled_at),
        "failReason": payout.fail_reason,
        "deductWht": payout.withheld,
        "settlementAmountType": payout.amount_type,
        "settlementStatement": {"status": "UNSENT"},
    }


def bulk_payout_json(state: State, bulk: BulkPayout) -> dict[str, Any]:
    """Payouts that are made together, as `PlatformBulkPayout`."""
    payouts = running.payouts_of(state, bulk)
    scheduled = next((each.scheduled_at for each in payouts if each.scheduled_at), None)
    return _common(bulk) | {
        "name": bulk.name,
        "creatorId": state.settings.merchant_id,
        "method": bulk.method,
        "arePayoutsGenerated": True,
        "totalPayoutAmount": bulk.total,
        "totalSettlementAmount": bulk.total_settlement,
        "payoutStats": _stats(payouts, PAYOUT_COUNTS, lambda each: each.pay.amount),
        "scheduledAt": _written(scheduled),
    }


def account_transfer_json(transfer: AccountTransfer) -> dict[str, Any]:
    """What goes out of the merchant's bank account, or into it, as `PlatformAccountTransfer`."""
    account = transfer.account
    shown = _common(transfer) | {
        "type": TYPES.get(transfer.direction, transfer.direction),
        "bankAccountId": BANK_ACCOUNT,
        "bankAccountGraphqlId": graphql_id(_BANK_ACCOUNT_NUMBER, BANK_ACCOUNT),
        "bankAccount": {
            "accountNumber": "10000000000000",
            "bank": "SHINHAN",
            "provider": "MOCK" if transfer.side == "test" else "DOZN",
        },
        "currency": transfer.currency,
        "amount": transfer.amount,
        "depositMemo": transfer.deposit_memo,
        "withdrawalMemo": transfer.withdrawal_memo,
        "depositorName": transfer.depositor,
        "isForTest": transfer.side == "test",
        "tradedAt": _written(transfer.traded_at),
        "failReason": transfer.fail_reason,
        "scheduledAt": _written(transfer.scheduled_at),
    }
    if account is None:
        return shown
    return shown | {
        "sequenceNumber": transfer.place + 1,
        "depositBank": account.bank,
        "depositAccountNumber": account.number,
        "depositAccountHolder": account.holder,
        "withdrawalType": "PARTNER_PAYOUT",
        **_named("partner", Partner.number, transfer.partner_id),
        **_named("bulkPayout", BulkPayout.number, transfer.bulk_payout_id),
        **_named("payout", Payout.number, transfer.payout_id),
        **_named("bulkAccountTransfer", BulkAccountTransfer.number, transfer.bulk_transfer_id),
    }


def bulk_account_transfer_json(state: State, bulk: BulkAccountTransfer) -> dict[str, Any]:
    """Withdrawals that are made together, as `PlatformBulkAccountTransfer`."""
    shelf = state.account_transfers.of(bulk.side)
    transfers = [shelf[each] for each in bulk.transfer_ids]
    return _common(bulk) | {
        "creatorId": state.settings.merchant_id,
        "bankAccountId": BANK_ACCOUNT,
        "bankAccountGraphqlId": graphql_id(_BANK_ACCOUNT_NUMBER, BANK_ACCOUNT),
        "totalAmount": bulk.total,
        "stats": _stats(transfers, ACCOUNT_TRANSFER_COUNTS, lambda each: each.amount),
        "scheduledAt": _written(bulk.scheduled_at),
    }


def _common(record: Made) -> dict[str, Any]:
    return {
        "id": record.id,
        "graphqlId": record.graphql_id,
        "status": record.status,
        "statusUpdatedAt": written(record.status_updated_at),
        "createdAt": written(record.created_at),
        "updatedAt": written(max(record.status_updated_at, record.created_at)),
    }


def _named(what: str, number: int, record_id: str | None) -> dict[str, str]:
    return {f"{what}Id": record_id, f"{what}GraphqlId": graphql_id(number, record_id)} if record_id else {}


def _stats(records: Iterable[Any], names: dict[str, str], amount: Callable[[Any], int]) -> dict[str, dict[str, int]]:
    """What records of each status come to, and how many they are."""
    listed = list(records)
    return {
        "amount": {
            name: sum(amount(each) for each in listed if each.status == status) for status, name in names.items()
        },
        "count": {name: sum(each.status == status for each in listed) for status, name in names.items()},
    }


def _written(moment: datetime | None) -> str | None:
    return written(moment) if moment else None
