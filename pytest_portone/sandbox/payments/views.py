"""Payments as they are shown: every field that any contract knows. What the loaded one lacks is left out later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.channels import group_json
from pytest_portone.sandbox.clock import written

if TYPE_CHECKING:
    from pytest_portone.sandbox.payments.models import Cancellation, Failure, Payment


def payment_json(payment: Payment, merchant_id: str) -> dict[str, Any]:
    """A payment as `Payment`; a field that is None is not there."""
    order, succeeded = payment.order, payment.succeeded
    return {
        **order.extras,
        "status": payment.status,
        "id": payment.id,
        "transactionId": payment.transaction_id,
        "merchantId": merchant_id,
        "storeId": payment.store_id,
        "version": "V2",
        "method": order.method,
        "channel": order.channel and order.channel.json(),
        "channelGroup": group_json((order.channel,)) if order.channel else None,
        "billingKey": order.billing_key,
        "requestedAt": written(payment.requested_at),
        "updatedAt": written(payment.updated_at),
        "statusChangedAt": written(payment.status_changed_at),
        "orderName": order.name,
        "amount": _amount_json(payment),
        "currency": order.currency,
        "customer": order.customer,
        "origin": {"platformType": order.platform, "ipAddress": "127.0.0.1"},
        "promotionId": order.promotion_id,
        "paidAt": payment.paid_at and written(payment.paid_at),
        "pgTxId": payment.pg_tx_id,
        "receiptUrl": payment.paid_at and f"https://example.com/receipts/{payment.transaction_id}",
        "disputes": [],
        "cancellations": [cancellation_json(each) for each in payment.cancellations],
        "cancelledAt": written(succeeded[-1].at) if succeeded else None,
        "failedAt": payment.failed_at and written(payment.failed_at),
        "failure": payment.failure and _failure_json(payment.failure),
    }


def transaction_json(attempt: Payment, merchant_id: str) -> dict[str, Any]:
    """One attempt as `PaymentTransaction`."""
    return payment_json(attempt, merchant_id) | {"id": attempt.transaction_id, "paymentId": attempt.id}


def cancellation_json(cancellation: Cancellation) -> dict[str, Any]:
    """A cancellation as `PaymentCancellation`."""
    at = written(cancellation.at)
    return {
        "status": "SUCCEEDED" if cancellation.succeeded else "FAILED",
        "id": cancellation.id,
        "pgCancellationId": cancellation.pg_id,
        "totalAmount": cancellation.total,
        "taxFreeAmount": cancellation.tax_free,
        "vatAmount": cancellation.vat,
        "reason": cancellation.reason,
        "cancelledAt": at if cancellation.succeeded else None,
        "requestedAt": at,
        "receiptUrl": f"https://example.com/receipts/{cancellation.id}" if cancellation.succeeded else None,
        "trigger": "API",
    }


def _amount_json(payment: Payment) -> dict[str, int]:
    amount = payment.amount
    return {
        "total": amount.total,
        "taxFree": amount.tax_free,
        "vat": amount.vat,
        "supply": amount.supply,
        "discount": amount.discount,
        "paid": payment.paid,
        "cancelled": payment.cancelled,
        "cancelledTaxFree": payment.cancelled_tax_free,
    }


def _failure_json(failure: Failure) -> dict[str, str | None]:
    return {"reason": failure.reason, "pgCode": failure.pg_code, "pgMessage": failure.pg_message}
