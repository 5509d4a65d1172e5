"""Payments on the wire: a handler an operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.domain import Route, Shown
from pytest_portone.sandbox.payments import cancelling, lifecycle, listing, methods, ordering
from pytest_portone.sandbox.payments.models import Failure, Predefined
from pytest_portone.sandbox.payments.views import cancellation_json, payment_json, transaction_json
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.payments.models import Order, Payment
    from pytest_portone.sandbox.state import State


def _payment(state: State, inquiry: Inquiry) -> Payment:
    payment_id = inquiry.parameters["paymentId"]
    payment = state.payments_of(inquiry.store_id).get(payment_id)
    if payment is None:
        raise Refusal("PAYMENT_NOT_FOUND", f"There is no payment {payment_id!r}")
    return payment


def _get(state: State, inquiry: Inquiry) -> Shown:
    payment = _payment(state, inquiry)
    return Shown(payment.rendered, partial(payment_json, payment, state.settings.merchant_id))


def _transactions(state: State, inquiry: Inquiry) -> dict[str, Any]:
    payment, merchant = _payment(state, inquiry), state.settings.merchant_id
    return {"items": [transaction_json(each, merchant) for each in (*payment.earlier, payment)]}


def _pre_register(state: State, inquiry: Inquiry) -> dict[str, Any]:
    body, payment_id = inquiry.body, inquiry.parameters["paymentId"]
    checks = Checks()
    checks.at_least(("totalAmount",), body.get("totalAmount"), 0)
    checks.at_least(("taxFreeAmount",), body.get("taxFreeAmount"), 0)
    checks.done()
    lifecycle.refuse_paid(state.payments_of(inquiry.store_id).get(payment_id))
    predefined = Predefined(body.get("totalAmount"), body.get("taxFreeAmount"), body.get("currency"))
    state.predefined[state.store(inquiry.store_id), payment_id] = predefined
    return {}


def _pay_instantly(state: State, inquiry: Inquiry) -> dict[str, Any]:
    body = inquiry.body
    checks = ordering.check(body)
    methods.check(body["method"], checks)
    checks.at_least_one(body, "channelKey", "channelGroupId")
    checks.done()
    state.store(inquiry.store_id)
    channel = state.channels.chosen(body.get("channelKey"), body.get("channelGroupId"))[0]
    lifecycle.refuse_paid(state.payments_of(inquiry.store_id).get(inquiry.parameters["paymentId"]))
    decline = state.settings.declines.get(methods.card_number(body["method"]) or "")
    method = methods.method_json(state, body["method"])
    return _attempted(state, inquiry, ordering.order_of(state, body, method, channel, decline=decline))


def _pay_with_billing_key(state: State, inquiry: Inquiry) -> dict[str, Any]:
    body = inquiry.body
    checks = ordering.check(body)
    checks.at_least(("installmentMonth",), body.get("installmentMonth"), 0)
    checks.done()
    key = _usable_key(state, body["billingKey"], inquiry.store_id)
    channel = key.channel(body.get("channelKey"))
    lifecycle.refuse_paid(state.payments_of(inquiry.store_id).get(inquiry.parameters["paymentId"]))
    free = body.get("useFreeInterestFromMerchant", False)
    method = methods.card_json(key.card, body.get("installmentMonth"), interest_free=free)
    order = ordering.order_of(state, body, method, channel, billing_key=key.id, decline=key.decline)
    return _attempted(state, inquiry, order)


def _usable_key(state: State, billing_key: str, store_id: str | None) -> BillingKey:
    key = state.billing_keys_of(store_id).get(billing_key)
    if key is None or key.status == "READY":
        raise Refusal("BILLING_KEY_NOT_FOUND", f"There is no billing key {billing_key!r} that was issued")
    if key.status == "DELETED":
        raise Refusal("BILLING_KEY_ALREADY_DELETED", f"The billing key {billing_key!r} is DELETED, expected ISSUED")
    return key


def _attempted(state: State, inquiry: Inquiry, order: Order) -> dict[str, Any]:
    """An attempt to pay that is decided at once; one that the gateway declines is kept all the same."""
    attempt = lifecycle.begin(state, inquiry.parameters["paymentId"], order, inquiry.store_id)
    decline = order.decline
    if decline and "pay" in decline.at:
        failure = Failure(decline.pg_message, decline.pg_code, decline.pg_message)
        lifecycle.keep(state, lifecycle.failed(state, attempt, failure))
        raise cancelling.gateway(decline.pg_code, decline.pg_message)
    waits = order.method is not None and order.method["type"] == "PaymentMethodVirtualAccount"
    done = (lifecycle.account_issued if waits else lifecycle.approved)(state, attempt)
    lifecycle.keep(state, done, told=not inquiry.body.get("skipWebhook", False))
    return {"payment": {"pgTxId": done.pg_tx_id, "paidAt": written(done.status_changed_at)}}


def _cancel(state: State, inquiry: Inquiry) -> dict[str, Any]:
    _check_cancellation(inquiry.body)
    cancellation = cancelling.cancel(state, _payment(state, inquiry), inquiry.body, inquiry.documented)
    return {"cancellation": cancellation_json(cancellation)}


def _check_cancellation(body: Mapping[str, Any]) -> None:
    checks = Checks()
    checks.require(("reason",), body["reason"], "a reason that is not blank", met=bool(body["reason"].strip()))
    checks.at_least(("amount",), body.get("amount"), 1)
    checks.at_least(("taxFreeAmount",), body.get("taxFreeAmount"), 0)
    checks.at_least(("vatAmount",), body.get("vatAmount"), 0)
    checks.done()


def _close_account(state: State, inquiry: Inquiry) -> dict[str, str]:
    payment = _payment(state, inquiry)
    if payment.status != "VIRTUAL_ACCOUNT_ISSUED":
        message = f"The payment {payment.id!r} is {payment.status}, expected VIRTUAL_ACCOUNT_ISSUED"
        raise Refusal("PAYMENT_NOT_WAITING_FOR_DEPOSIT", message)
    closed = lifecycle.failed(state, payment, Failure("the virtual account was closed"))
    lifecycle.keep(state, closed, told=state.settings.closing_told)
    return {"closedAt": written(closed.status_changed_at)}


ROUTES = (
    Route("POST", "/payments/{paymentId}/pre-register", "PreRegisterPaymentResponse", _pre_register),
    Route("POST", "/payments/{paymentId}/instant", "PayInstantlyResponse", _pay_instantly),
    Route("POST", "/payments/{paymentId}/billing-key", "PayWithBillingKeyResponse", _pay_with_billing_key),
    Route("GET", "/payments/{paymentId}", "Payment", _get),
    Route("GET", "/payments/{paymentId}/transactions", "GetPaymentTransactionsResponse", _transactions),
    Route("GET", "/payments", "GetPaymentsResponse", listing.by_page),
    Route("GET", "/payments-by-cursor", "GetAllPaymentsByCursorResponse", listing.by_cursor),
    Route("POST", "/payments/{paymentId}/cancel", "CancelPaymentResponse", _cancel),
    Route("POST", "/payments/{paymentId}/virtual-account/close", "CloseVirtualAccountResponse", _close_account),
)
