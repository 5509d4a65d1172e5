"""The list of cash receipts: filters, and the order; and what payments can be filtered by of theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.sandbox import companies
from pytest_portone.sandbox.cash_receipts.views import cash_receipt_json
from pytest_portone.sandbox.clock import read
from pytest_portone.sandbox.paging import check_page, paged, time_range
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.cash_receipts.models import CashReceipt
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State

    Filter: TypeAlias = Callable[[CashReceipt, Any], bool]
    Lookup: TypeAlias = Callable[[State, Payment, Any], bool]

_NEVER = datetime.min.replace(tzinfo=UTC)
_FILTER_STATUS = {"ISSUE_FAILED": "FAILED"}

TIMES: Mapping[str, Callable[[CashReceipt], datetime | None]] = {
    # One that was never issued stands where it was tried: the default range would hide it otherwise.
    "ISSUED_AT": lambda receipt: receipt.issued_at or receipt.updated_at,
    "CANCELLED_AT": lambda receipt: receipt.cancelled_at,
    "STATUS_UPDATED_AT": lambda receipt: receipt.updated_at,
}

FILTERS: Mapping[str, Filter] = {
    "paymentId": lambda receipt, wanted: receipt.id == wanted,
    "isTest": lambda receipt, wanted: (receipt.channel.type == "TEST") == wanted,
    "orderName": lambda receipt, wanted: wanted in receipt.order_name,
    "statuses": lambda receipt, wanted: _FILTER_STATUS.get(receipt.status, receipt.status) in wanted,
    "isManual": lambda receipt, wanted: receipt.manual == wanted,
    "pgReceiptId": lambda receipt, wanted: receipt.pg_receipt_id == wanted,
    "pgMerchantId": lambda receipt, wanted: receipt.channel.pg_merchant_id == wanted,
    "pgProviders": lambda receipt, wanted: receipt.channel.pg_provider in wanted,
    "pgCompanies": lambda receipt, wanted: companies.is_of(receipt.channel.pg_provider, wanted),
    "version": lambda _, wanted: wanted == "V2",
    "types": lambda receipt, wanted: receipt.type in wanted,
}
"""A row a field of `CashReceiptFilterInput`, less those that choose store and range. An empty list is none."""


def by_page(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /cash-receipts`: a page of the receipts that every filter lets through."""
    body, checks = inquiry.body, Checks()
    check_page(body, checks)
    checks.done()
    found, order = _filtered(state, body.get("filter", {})), body.get("sort", {})
    time = TIMES[order.get("by", "ISSUED_AT")]
    found.sort(
        key=lambda receipt: (time(receipt) or _NEVER, receipt.place), reverse=order.get("order", "DESC") == "DESC"
    )
    return paged(found, body, lambda receipt: cash_receipt_json(receipt, state.settings.merchant_id))


def _filtered(state: State, wanted: Mapping[str, Any]) -> list[CashReceipt]:
    start, end = time_range(wanted, state.clock.now)
    time = TIMES[wanted.get("timeRangeField", "ISSUED_AT")]
    tests = [(FILTERS[name], value) for name, value in wanted.items() if name in FILTERS and value != []]
    of_store = "storeId" in wanted
    receipts = state.cash_receipts_of(wanted["storeId"]).values() if of_store else state.cash_receipts.all()
    return [
        receipt
        for receipt in receipts
        if start <= (time(receipt) or _NEVER) <= end and all(test(receipt, value) for test, value in tests)
    ]


def _of(state: State, payment: Payment) -> CashReceipt | None:
    return state.cash_receipts_of(payment.store_id).get(payment.id)


def _has_type(state: State, payment: Payment, wanted: str) -> bool:
    receipt, wish = _of(state, payment), payment.order.cash_receipt
    if receipt is not None:
        return receipt.type == wanted
    return wish is not None and wish.type == wanted


def _has_status(state: State, payment: Payment, wanted: str) -> bool:
    receipt = _of(state, payment)
    return receipt is not None and receipt.status == wanted


def _within(moment: datetime | None, wanted: Mapping[str, str]) -> bool:
    return moment is not None and read(wanted["from"]) <= moment <= read(wanted["until"])


def _was_issued(state: State, payment: Payment, wanted: Mapping[str, str]) -> bool:
    receipt = _of(state, payment)
    return receipt is not None and _within(receipt.issued_at, wanted)


def _was_cancelled(state: State, payment: Payment, wanted: Mapping[str, str]) -> bool:
    receipt = _of(state, payment)
    return receipt is not None and _within(receipt.cancelled_at, wanted)


LOOKUPS: Mapping[str, Lookup] = {
    "cashReceiptType": _has_type,
    "cashReceiptStatus": _has_status,
    "cashReceiptIssuedAtRange": _was_issued,
    "cashReceiptCancelledAtRange": _was_cancelled,
}
"""What payments can be filtered by of their receipts: a row a field of `PaymentFilterInput`."""
