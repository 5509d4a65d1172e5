"""Confirming by hand: the customer is done with the window, and the merchant's server has the key issued."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.billing_keys import issuing
from pytest_portone.sandbox.billing_keys.finding import decline_of
from pytest_portone.sandbox.billing_keys.models import KEY, TOKEN, FirstPayment, moved
from pytest_portone.sandbox.payments import lifecycle, paying
from pytest_portone.sandbox.payments.models import Failure
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.cards import Decline
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State


def wait(state: State, key: BillingKey, payment: Payment | None = None) -> BillingKey:
    """Have a key wait for its confirmation, and keep it; `key.token` is what the browser gets.

    Args:
        state: where.
        key: one that is READY.
        payment: the payment that is to be made with its issue, READY too; None for none.
    """
    first = payment and FirstPayment(payment.id, payment.transaction_id)
    return issuing.keep(state, moved(key, "NEEDS_CONFIRMATION", first=first))


def confirm(state: State, inquiry: Inquiry) -> dict[str, str]:
    """`POST /billing-keys/confirm`: issue the key that a token stands for."""
    key = _waiting(state, inquiry, paid=False)
    _compare(inquiry.body, {"isTest": key.channels[0].type == "TEST"})
    key = issuing.finish(state, issuing.decided(state, key), skip=inquiry.body.get("skipWebhook", False))
    return {"billingKey": key.id}


def confirm_and_pay(state: State, inquiry: Inquiry) -> dict[str, str]:
    """`POST /billing-keys/confirm-issue-and-pay`: issue the key that a token stands for, and pay with it.

    Either both come about or neither does.
    """
    key = _waiting(state, inquiry, paid=True)
    payment = _awaited(state, key)
    amount = payment.amount
    facts = {
        "paymentId": payment.id,
        "currency": payment.currency,
        "totalAmount": amount.total,
        "taxFreeAmount": amount.tax_free,
        "isTest": key.channels[0].type == "TEST",
    }
    _compare(inquiry.body, facts)
    key = _issue_and_pay(state, key, payment, told=not inquiry.body.get("skipWebhook", False))
    return {"billingKey": key.id, "paymentId": payment.id}


def _issue_and_pay(state: State, key: BillingKey, payment: Payment, *, told: bool = True) -> BillingKey:
    """Issue a key and pay with it: both come about, or neither does.

    Raises:
        Refusal: `PG_PROVIDER`, where the gateway declines one of them.
    """
    decided, no = issuing.decided(state, key), decline_of(key, key.channels[0], "pay")
    if decided.status == "ISSUED" and no:
        decided = moved(key, "FAILED", attempts=tuple(replace(each, decline=no) for each in decided.attempts))
    if decided.status == "FAILED":
        _fail(state, payment, decided.failures[0].decline)
    issued = issuing.finish(state, decided, skip=not told)
    order = replace(payment.order, billing_key=key.id, decline=key.decline)
    paying.attempt(state, replace(payment, order=order), told=told)
    return issued


def _fail(state: State, payment: Payment, no: Decline | None) -> None:
    assert no is not None  # noqa: S101 - the key failed
    lifecycle.keep(state, lifecycle.failed(state, payment, Failure(no.pg_message, no.pg_code, no.pg_message)))


def _waiting(state: State, inquiry: Inquiry, *, paid: bool) -> BillingKey:
    """The key that a request's token stands for, if it waits for this kind of confirmation.

    Raises:
        Refusal: `FORBIDDEN`, `BILLING_KEY_NOT_FOUND`, `BILLING_KEY_ALREADY_ISSUED`.
    """
    token = inquiry.body["billingIssueToken"]
    key = state.billing_keys_of(inquiry.store_id).get(KEY + token.removeprefix(TOKEN))
    if key is None or token != key.token or key.status in {"READY", "FAILED"} or (key.first is not None) != paid:
        kind = "with a payment" if paid else "without a payment"
        raise Refusal("BILLING_KEY_NOT_FOUND", f"No issue {kind} that waits for its confirmation has this token")
    if key.status != "NEEDS_CONFIRMATION":
        raise Refusal("BILLING_KEY_ALREADY_ISSUED", f"The billing key {key.id!r} is {key.status} already")
    return key


def _awaited(state: State, key: BillingKey) -> Payment:
    """The attempt that was begun for the issue.

    Raises:
        Refusal: `ALREADY_PAID`; `INFORMATION_MISMATCH`, where another attempt was begun since.
    """
    assert key.first is not None  # noqa: S101 - asked before
    payment = state.payments_of(key.store_id)[key.first.payment_id]
    lifecycle.refuse_paid(payment)
    if (payment.status, payment.transaction_id) != ("READY", key.first.transaction_id):
        message = f"The payment {payment.id!r} is {payment.status} in another attempt than the one of this issue"
        raise Refusal("INFORMATION_MISMATCH", message)
    return payment


def _compare(body: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Compare what a request gives with what is known; what it leaves out is not compared.

    Raises:
        Refusal: `INFORMATION_MISMATCH`, with all that differs.
    """
    wrong = [
        f"{name}: received {body[name]!r}, expected {fact!r}"
        for name, fact in facts.items()
        if name in body and body[name] != fact
    ]
    if wrong:
        raise Refusal("INFORMATION_MISMATCH", "; ".join(wrong))
