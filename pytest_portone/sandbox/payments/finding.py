"""The payment that a request is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State


def payment_of(state: State, inquiry: Inquiry) -> Payment:
    """The payment that a request names in its path.

    Raises:
        Refusal: `FORBIDDEN`, `PAYMENT_NOT_FOUND`.
    """
    payment_id = inquiry.parameters["paymentId"]
    payment = state.payments_of(inquiry.store_id).get(payment_id)
    if payment is None:
        raise Refusal("PAYMENT_NOT_FOUND", f"There is no payment {payment_id!r}")
    return payment


def paid_payment_of(state: State, inquiry: Inquiry) -> Payment:
    """The same, where something of what was paid is left.

    Raises:
        Refusal: as `payment_of`; `PAYMENT_NOT_PAID`.
    """
    payment = payment_of(state, inquiry)
    if payment.status not in {"PAID", "PARTIAL_CANCELLED"}:
        raise Refusal("PAYMENT_NOT_PAID", f"The payment {payment.id!r} is {payment.status}, expected PAID")
    return payment
