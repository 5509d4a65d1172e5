"""A shop that takes money through PortOne's official Python SDK. It knows nothing of the tests beside it."""

from __future__ import annotations

import os
from dataclasses import dataclass

import portone_server_sdk as portone


@dataclass(frozen=True)
class Order:
    """What the shop sells: its id is also the payment's; the total is in won."""

    id: str
    total: int


def client() -> portone.PaymentClient:
    """The SDK's client, with the secret that the shop is configured with."""
    return portone.PaymentClient(secret=os.environ.get("PORTONE_API_SECRET", "not-a-real-secret"))


def is_paid(order: Order) -> bool:
    """Whether PortOne holds the whole amount of this order; never trust the browser on that."""
    payment = client().get_payment(payment_id=order.id)
    if not isinstance(payment, portone.payment.PaidPayment):
        return False
    return payment.amount.total == order.total and payment.currency == "KRW"


def refund(order: Order, amount: int, reason: str) -> int:
    """Give money back; returns what PortOne says was given back, in won."""
    answer = client().cancel_payment(payment_id=order.id, amount=amount, reason=reason)
    return answer.cancellation.total_amount
