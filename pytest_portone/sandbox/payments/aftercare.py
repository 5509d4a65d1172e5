"""What is done with a payment that was paid: captured, sent, receipted, told again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.payments import escrow
from pytest_portone.sandbox.payments.finding import paid_payment_of, payment_of
from pytest_portone.sandbox.payments.told import webhook_json, webhooks_of
from pytest_portone.sandbox.payments.views import receipt_url
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.webhooks.posting import resend

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.payments.models import Escrow
    from pytest_portone.sandbox.state import State


def _capture(state: State, inquiry: Inquiry) -> dict[str, Any]:
    payment, now = paid_payment_of(state, inquiry), state.clock.now
    state.payments_of(payment.store_id).put(replace(payment, captured_at=now, updated_at=now))
    return {}


def _send(state: State, inquiry: Inquiry) -> dict[str, Any]:
    logistics = _logistics(inquiry)
    sent = escrow.send(state, paid_payment_of(state, inquiry), logistics, after={"BEFORE_REGISTERED"})
    return _sent(sent) | {"appliedAt": written(state.clock.now)}


def _send_otherwise(state: State, inquiry: Inquiry) -> dict[str, Any]:
    logistics = _logistics(inquiry)
    sent = escrow.send(state, paid_payment_of(state, inquiry), logistics, after={"REGISTERED"})
    return _sent(sent) | {"modifiedAt": written(state.clock.now)}


def _logistics(inquiry: Inquiry) -> Mapping[str, Any]:
    logistics: Mapping[str, Any] = inquiry.body["logistics"]
    number, checks = logistics["invoiceNumber"], Checks()
    path, expected = ("logistics", "invoiceNumber"), "a number that is not blank"
    checks.require(path, number, expected, met=bool(number.strip()))
    checks.done()
    return logistics


def _sent(parcel: Escrow) -> dict[str, Any]:
    return {"invoiceNumber": parcel.invoice_number, "sentAt": parcel.sent_at}


def _confirm_purchase(state: State, inquiry: Inquiry) -> dict[str, str]:
    escrow.confirm(state, paid_payment_of(state, inquiry))
    return {"completedAt": written(state.clock.now)}


def _register_receipt(state: State, inquiry: Inquiry) -> dict[str, str]:
    items, checks = inquiry.body["items"], Checks()
    for number, item in enumerate(items):
        checks.at_least(("items", number, "totalAmount"), item["totalAmount"], 0)
    checks.done()
    payment = paid_payment_of(state, inquiry)
    changed = replace(payment, receipt_items=tuple(items), updated_at=state.clock.now)
    state.payments_of(payment.store_id).put(changed)
    return {"receiptUrl": receipt_url(payment)}


def _resend_webhook(state: State, inquiry: Inquiry) -> dict[str, Any]:
    payment, wanted = payment_of(state, inquiry), inquiry.body.get("webhookId")
    fitting = [each for each in webhooks_of(state, payment) if wanted in (None, each.id)]
    if not fitting:
        named = "no webhook" if wanted is None else f"no webhook {wanted!r}"
        raise Refusal("WEBHOOK_NOT_FOUND", f"The payment {payment.id!r} has {named}")
    return {"webhook": webhook_json(resend(state, fitting[-1].number))}


ROUTES = (
    Route("POST", "/payments/{paymentId}/capture", "CapturePaymentResponse", _capture),
    Route("POST", "/payments/{paymentId}/escrow/logistics", "ApplyEscrowLogisticsResponse", _send),
    Route("PATCH", "/payments/{paymentId}/escrow/logistics", "ModifyEscrowLogisticsResponse", _send_otherwise),
    Route("POST", "/payments/{paymentId}/escrow/complete", "ConfirmEscrowResponse", _confirm_purchase),
    Route("POST", "/payments/{paymentId}/register-store-receipt", "RegisterStoreReceiptResponse", _register_receipt),
    Route("POST", "/payments/{paymentId}/resend-webhook", "ResendWebhookResponse", _resend_webhook),
)
