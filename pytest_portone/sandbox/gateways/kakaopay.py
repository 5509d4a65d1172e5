"""KakaoPay's own answer about an order, handed on as it is: `GET /kakaopay/payment/order`."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.gateways.attempts import attempts
from pytest_portone.sandbox.gateways.channels import channel_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.payments.models import Payment, Status
    from pytest_portone.sandbox.state import State

PROVIDER = "KAKAOPAY"
_SEOUL = timezone(timedelta(hours=9))

STATUSES: Mapping[Status, str] = {
    "READY": "READY",
    "PAY_PENDING": "AUTH_PASSWORD",
    "VIRTUAL_ACCOUNT_ISSUED": "READY",
    "PAID": "SUCCESS_PAYMENT",
    "PARTIAL_CANCELLED": "PART_CANCEL_PAYMENT",
    "CANCELLED": "CANCEL_PAYMENT",
    "FAILED": "FAIL_PAYMENT",
}
"""KakaoPay's word for what a payment is."""

_UNKNOWN = {"error_code": -721, "error_message": "no payment has this tid"}
"""KakaoPay's no. The number is made up."""


def order(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """What KakaoPay says of the payment with a `pgTxId`."""
    channel = channel_at(state, PROVIDER, inquiry.parameters["channelKey"])
    number = inquiry.parameters["pgTxId"]
    for each in attempts(state, PROVIDER):
        if each.pg_tx_id == number and each.order.channel and each.order.channel.key == channel.key:
            return {"statusCode": 200, "body": json.dumps(_order_json(each, channel), ensure_ascii=False)}
    return {"statusCode": 400, "body": json.dumps(_UNKNOWN)}


def _order_json(payment: Payment, channel: Channel) -> dict[str, Any]:
    left = payment.amount.total - payment.cancelled if payment.paid_at else 0
    return {
        "tid": payment.pg_tx_id,
        "cid": channel.pg_merchant_id,
        "status": STATUSES[payment.status],
        "partner_order_id": payment.id,
        "partner_user_id": payment.order.customer.get("id", payment.id),
        "payment_method_type": "CARD" if (payment.order.method or {}).get("card") else "MONEY",
        "item_name": payment.order.name,
        "quantity": 1,
        "amount": {
            "total": payment.amount.total,
            "tax_free": payment.amount.tax_free,
            "vat": payment.amount.vat,
            "point": 0,
            "discount": payment.amount.discount,
        },
        "canceled_amount": {"total": payment.cancelled, "tax_free": payment.cancelled_tax_free},
        "cancel_available_amount": {"total": left},
        "created_at": _local(payment.requested_at),
        "approved_at": _local(payment.paid_at) if payment.paid_at else None,
    }


def _local(moment: datetime) -> str:
    """A moment as KakaoPay writes it: in Korean time, without a zone."""
    return moment.astimezone(_SEOUL).strftime("%Y-%m-%dT%H:%M:%S")
