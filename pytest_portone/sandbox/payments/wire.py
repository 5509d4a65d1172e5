"""Payments on the wire: a handler an operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.billing_keys.finding import paying_channel, usable_key
from pytest_portone.sandbox.channels import routed
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.domain import Route, Shown
from pytest_portone.sandbox.payments import (
    accounts,
    aftercare,
    cancelling,
    confirming,
    escrow,
    happened,
    lifecycle,
    listing,
    methods,
    ordering,
    paying,
)
from pytest_portone.sandbox.payments.finding import payment_of
from pytest_portone.sandbox.payments.models import Predefined
from pytest_portone.sandbox.payments.views import cancellation_json, shown, transaction_json
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.schedules.book import refuse_live

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.payments.models import Order, Payment
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.timers import Job


def _get(state: State, inquiry: Inquiry) -> Shown:
    payment = payment_of(state, inquiry)
    return Shown(payment.rendered, partial(shown, state, payment))


def _transactions(state: State, inquiry: Inquiry) -> dict[str, Any]:
    payment = payment_of(state, inquiry)
    return {"items": [transaction_json(state, each) for each in (*payment.earlier, payment)]}


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
    channels = state.channels.chosen(body.get("channelKey"), body.get("channelGroupId"))
    channel = channels[0] if "channelKey" in body else routed(channels, state.identifiers)
    _refuse(state, inquiry)
    decline = state.settings.declines.get(methods.card_number(body["method"]) or "")
    method = methods.method_json(state, body["method"])
    return _attempted(state, inquiry, ordering.order_of(state, body, method, channel, decline=decline))


def _pay_with_billing_key(state: State, inquiry: Inquiry) -> dict[str, Any]:
    body = inquiry.body
    checks = ordering.check(body)
    checks.at_least(("installmentMonth",), body.get("installmentMonth"), 0)
    checks.done()
    key = usable_key(state, body["billingKey"], inquiry.store_id)
    channel = paying_channel(state, key, body.get("channelKey"))
    _refuse(state, inquiry)
    free = body.get("useFreeInterestFromMerchant", False)
    method = methods.card_json(key.card, body.get("installmentMonth"), interest_free=free)
    order = ordering.order_of(state, body, method, channel, billing_key=key.id, decline=key.decline)
    return _attempted(state, inquiry, order)


def _refuse(state: State, inquiry: Inquiry) -> None:
    """Refuse an attempt where the payment was paid, or is to be by a schedule.

    Raises:
        Refusal: `ALREADY_PAID`, `PAYMENT_SCHEDULE_ALREADY_EXISTS`.
    """
    payment_id = inquiry.parameters["paymentId"]
    lifecycle.refuse_paid(state.payments_of(inquiry.store_id).get(payment_id))
    if "PAYMENT_SCHEDULE_ALREADY_EXISTS" in inquiry.documented:
        refuse_live(state, inquiry.store_id, payment_id)


def _attempted(state: State, inquiry: Inquiry, order: Order) -> dict[str, Any]:
    """An attempt that the gateway decides on; one that it declines is kept all the same."""
    attempt = lifecycle.begin(state, inquiry.parameters["paymentId"], order, inquiry.store_id)
    done = paying.attempt(state, attempt, told=not inquiry.body.get("skipWebhook", False))
    return {"payment": _summary(done)}


def _summary(payment: Payment) -> dict[str, Any]:
    return {"pgTxId": payment.pg_tx_id, "paidAt": written(payment.status_changed_at)}


def _confirm(state: State, inquiry: Inquiry) -> dict[str, Any]:
    checks = Checks()
    checks.at_least(("totalAmount",), inquiry.body.get("totalAmount"), 0)
    checks.at_least(("taxFreeAmount",), inquiry.body.get("taxFreeAmount"), 0)
    checks.done()
    return _summary(confirming.confirm(state, payment_of(state, inquiry), inquiry.body))


def _cancel(state: State, inquiry: Inquiry) -> dict[str, Any]:
    _check_cancellation(inquiry.body)
    cancellation = cancelling.cancel(state, payment_of(state, inquiry), inquiry.body, inquiry.documented)
    return {"cancellation": cancellation_json(cancellation)}


def _check_cancellation(body: Mapping[str, Any]) -> None:
    checks = Checks()
    checks.require(("reason",), body["reason"], "a reason that is not blank", met=bool(body["reason"].strip()))
    checks.at_least(("amount",), body.get("amount"), 1)
    checks.at_least(("taxFreeAmount",), body.get("taxFreeAmount"), 0)
    checks.at_least(("vatAmount",), body.get("vatAmount"), 0)
    checks.done()


def _stop(state: State, inquiry: Inquiry) -> dict[str, str]:
    payment, cancellation_id = payment_of(state, inquiry), inquiry.parameters["cancellationId"]
    found = next((each for each in payment.cancellations if each.id == cancellation_id), None)
    if found is None:
        message = f"The payment {payment.id!r} has no cancellation {cancellation_id!r}"
        raise Refusal("PAYMENT_CANCELLATION_NOT_FOUND", message)
    cancelling.stop(state, payment, found)
    return {"stoppedAt": written(state.clock.now)}


def _close_account(state: State, inquiry: Inquiry) -> dict[str, str]:
    closed = accounts.close(state, payment_of(state, inquiry))
    return {"closedAt": written(closed.status_changed_at)}


JOBS: Mapping[str, Job] = {
    paying.APPROVAL: paying.decide,
    cancelling.APPROVAL: cancelling.decide,
    accounts.EXPIRY: accounts.expire,
    escrow.CONFIRMATION: escrow.settle,
}
"""What timers do, by name."""

ROUTES = (
    Route("POST", "/payments/{paymentId}/pre-register", "PreRegisterPaymentResponse", _pre_register),
    Route("POST", "/payments/{paymentId}/instant", "PayInstantlyResponse", _pay_instantly),
    Route("POST", "/payments/{paymentId}/billing-key", "PayWithBillingKeyResponse", _pay_with_billing_key),
    Route("POST", "/payments/{paymentId}/confirm", "ConfirmedPaymentSummary", _confirm),
    Route("GET", "/payments/{paymentId}", "Payment", _get),
    Route("GET", "/payments/{paymentId}/transactions", "GetPaymentTransactionsResponse", _transactions),
    Route("GET", "/payments", "GetPaymentsResponse", listing.by_page),
    Route("GET", "/payments-by-cursor", "GetAllPaymentsByCursorResponse", listing.by_cursor),
    Route("GET", "/payment-events-by-cursor", "GetAllPaymentEventsByCursorResponse", happened.by_cursor),
    Route("POST", "/payments/{paymentId}/cancel", "CancelPaymentResponse", _cancel),
    Route(
        "POST",
        "/payments/{paymentId}/cancellations/{cancellationId}/stop",
        "StopPaymentCancellationResponse",
        _stop,
    ),
    Route("POST", "/payments/{paymentId}/virtual-account/close", "CloseVirtualAccountResponse", _close_account),
    *aftercare.ROUTES,
)
