"""Cash receipts on the wire: a handler an operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.amounts import Amount, vat_of
from pytest_portone.sandbox.cash_receipts import issuing, listing
from pytest_portone.sandbox.cash_receipts.issuing import Asked
from pytest_portone.sandbox.cash_receipts.views import cash_receipt_json, summary_json
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.declines import decline_at
from pytest_portone.sandbox.domain import Route, Shown
from pytest_portone.sandbox.payments.gateway import refusal
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.cash_receipts.models import CashReceipt
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State


def _receipt(state: State, inquiry: Inquiry) -> CashReceipt:
    payment_id = inquiry.parameters["paymentId"]
    receipt = state.cash_receipts_of(inquiry.store_id).get(payment_id)
    if receipt is None:
        raise Refusal("CASH_RECEIPT_NOT_FOUND", f"The payment {payment_id!r} has no cash receipt")
    return receipt


def _get(state: State, inquiry: Inquiry) -> Shown:
    receipt = _receipt(state, inquiry)
    return Shown(receipt.rendered, partial(cash_receipt_json, receipt, state.settings.merchant_id))


def _cancel(state: State, inquiry: Inquiry) -> dict[str, Any]:
    receipt = issuing.cancel(state, _receipt(state, inquiry))
    return {"cancelledAmount": receipt.amount.total, "cancelledAt": written(state.clock.now)}


def _issue(state: State, inquiry: Inquiry) -> dict[str, Any]:
    body = inquiry.body
    _check(body)
    state.store(inquiry.store_id)
    channel = state.channels.chosen(body["channelKey"])[0]
    decline = state.settings.declines.get(body["customer"]["identityNumber"])
    asked = Asked(
        payment_id=body["paymentId"],
        store_id=inquiry.store_id or state.settings.store_id,
        channel=channel,
        type=body["type"],
        amount=_amount(state, body["amount"]),
        currency=body["currency"],
        order_name=body["orderName"],
        manual=True,
        decline=decline,
    )
    receipt = issuing.issue(state, asked)
    no = decline_at("issue", channel, decline)
    if no:
        raise refusal(no.pg_code, no.pg_message)
    return {"cashReceipt": summary_json(receipt)}


def _check(body: Mapping[str, Any]) -> None:
    checks, amount = Checks(), body["amount"]
    parts = amount.get("taxFree", 0) + amount.get("vat", 0)
    checks.at_least(("amount", "total"), amount["total"], 1)
    checks.at_least(("amount", "taxFree"), amount.get("taxFree"), 0)
    checks.at_least(("amount", "vat"), amount.get("vat"), 0)
    checks.require(("amount",), amount, "taxFree + vat of total or less", met=parts <= amount["total"])
    checks.require(("orderName",), body["orderName"], "a name that is not blank", met=bool(body["orderName"].strip()))
    number = body["customer"]["identityNumber"]
    path = ("customer", "identityNumber")
    checks.require(path, None, "a number that is not blank", met=bool(number.strip()), hidden=True)
    checks.done()


def _amount(state: State, sent: Mapping[str, int]) -> Amount:
    total, tax_free = sent["total"], sent.get("taxFree", 0)
    return Amount(total, tax_free, sent.get("vat", vat_of(total - tax_free, state.settings.vat_rounding)))


ROUTES = (
    Route("GET", "/cash-receipts", "GetCashReceiptsResponse", listing.by_page),
    Route("POST", "/cash-receipts", "IssueCashReceiptResponse", _issue),
    Route("GET", "/payments/{paymentId}/cash-receipt", "CashReceipt", _get),
    Route("POST", "/payments/{paymentId}/cash-receipt/cancel", "CancelCashReceiptResponse", _cancel),
)
