"""The list of cash receipts: filters, and the order; and what payments can be filtered by of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.sandbox.cash_receipts.following import receipt_of
from pytest_portone.sandbox.cash_receipts.views import cash_receipt_json
from pytest_portone.sandbox.clock import read
from pytest_portone.sandbox.listing import CHANNEL_FILTERS, Listing, within_reach

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from pytest_portone.sandbox.cash_receipts.models import CashReceipt
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.listing import Filters, Times
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State

    Lookup: TypeAlias = Callable[[State, Payment, Any], bool]

_FILTER_STATUS = {"ISSUE_FAILED": "FAILED"}

TIMES: Times[CashReceipt] = {
    # One that was never issued stands where it was tried: the default range would hide it otherwise.
    "ISSUED_AT": lambda receipt: receipt.issued_at or receipt.updated_at,
    "CANCELLED_AT": lambda receipt: receipt.cancelled_at,
    "STATUS_UPDATED_AT": lambda receipt: receipt.updated_at,
}

FILTERS: Filters[CashReceipt] = {
    **CHANNEL_FILTERS,
    "paymentId": lambda receipt, wanted: receipt.id == wanted,
    "orderName": lambda receipt, wanted: wanted in receipt.order_name,
    "statuses": lambda receipt, wanted: _FILTER_STATUS.get(receipt.status, receipt.status) in wanted,
    "isManual": lambda receipt, wanted: receipt.manual == wanted,
    "pgReceiptId": lambda receipt, wanted: receipt.pg_receipt_id == wanted,
    "types": lambda receipt, wanted: receipt.type in wanted,
}
"""A row a field of `CashReceiptFilterInput`, less those that choose store and range. An empty list is none."""

LISTING = Listing(TIMES, FILTERS, "ISSUED_AT")


def by_page(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """`GET /cash-receipts`: a page of the receipts that every filter lets through."""
    return LISTING.page(
        inquiry.body,
        lambda wanted: within_reach(state, state.cash_receipts, wanted),
        state.clock.now,
        lambda receipt: cash_receipt_json(receipt, state.settings.merchant_id),
    )


def _has_type(state: State, payment: Payment, wanted: str) -> bool:
    receipt, wish = receipt_of(state, payment), payment.order.cash_receipt
    if receipt is not None:
        return receipt.type == wanted
    return wish is not None and wish.type == wanted


def _has(test: Callable[[CashReceipt, Any], bool]) -> Lookup:
    """What a receipt is asked for, asked of a payment's; a payment without one is not let through."""

    def lookup(state: State, payment: Payment, wanted: Any) -> bool:
        receipt = receipt_of(state, payment)
        return receipt is not None and test(receipt, wanted)

    return lookup


def _within(moment: datetime | None, wanted: Mapping[str, str]) -> bool:
    return moment is not None and read(wanted["from"]) <= moment <= read(wanted["until"])


LOOKUPS: Mapping[str, Lookup] = {
    "cashReceiptType": _has_type,
    "cashReceiptStatus": _has(lambda receipt, wanted: receipt.status == wanted),
    "cashReceiptIssuedAtRange": _has(lambda receipt, wanted: _within(receipt.issued_at, wanted)),
    "cashReceiptCancelledAtRange": _has(lambda receipt, wanted: _within(receipt.cancelled_at, wanted)),
}
"""What payments can be filtered by of their receipts: a row a field of `PaymentFilterInput`."""
