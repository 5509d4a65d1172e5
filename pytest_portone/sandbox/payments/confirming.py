"""Confirmation by hand: the window gives a token, and nothing is approved until the merchant confirms with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.payments import lifecycle, paying
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State


def authorized(state: State, payment: Payment) -> Payment:
    """Keep an attempt with the token that the window gives. Nothing is told of it."""
    token = state.identifiers.token("payment")
    return state.payments_of(payment.store_id).put(replace(payment, token=token, updated_at=state.clock.now))


def confirm(state: State, payment: Payment, body: Mapping[str, Any]) -> Payment:
    """Have the gateway decide, as a request body asks for (`ConfirmPaymentBody`).

    Raises:
        Refusal: `ALREADY_PAID`, `INVALID_PAYMENT_TOKEN`, `INFORMATION_MISMATCH`; `PG_PROVIDER`, where the gateway
            declines.
    """
    lifecycle.refuse_paid(payment)
    if payment.token is None or payment.token != body["paymentToken"]:
        raise Refusal(
            "INVALID_PAYMENT_TOKEN",
            f"paymentToken: received one that is not that of the payment {payment.id!r}, which is {payment.status}; "
            "expected the one that the window gave last",
        )
    _compare(payment, body)
    return paying.attempt(state, payment, told=not body.get("skipWebhook", False))


def _compare(payment: Payment, body: Mapping[str, Any]) -> None:
    channel = payment.order.channel
    known = {
        "txId": payment.transaction_id,
        "currency": payment.currency,
        "totalAmount": payment.amount.total,
        "taxFreeAmount": payment.amount.tax_free,
        "isTest": channel is not None and channel.type == "TEST",
    }
    wrong = [
        f"{name}: received {body[name]!r}, expected {value!r}"
        for name, value in known.items()
        if name in body and body[name] != value
    ]
    if wrong:
        raise Refusal("INFORMATION_MISMATCH", f"{'; '.join(wrong)}, as the customer saw it")
