"""Payments as they are shown: every field that any contract knows. What the loaded one lacks is left out later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.cash_receipts.views import shown_with_payment
from pytest_portone.sandbox.channels import group_json
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.payments.told import webhook_json, webhooks_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from pytest_portone.sandbox.payments.models import Cancellation, Dispute, Escrow, Failure, Payment
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.webhooks.models import Delivery


def shown(state: State, payment: Payment) -> dict[str, Any]:
    """A payment as `Payment`, with the webhooks that tell of it."""
    whole = payment_json(payment, state.settings.merchant_id, webhooks_of(state, payment))
    return whole | shown_with_payment(state, payment)


def transaction_json(state: State, attempt: Payment) -> dict[str, Any]:
    """One attempt as `PaymentTransaction`, with the webhooks that tell of this attempt."""
    own = (each for each in webhooks_of(state, attempt) if each.event.transaction_id == attempt.transaction_id)
    whole = payment_json(attempt, state.settings.merchant_id, own)
    return whole | shown_with_payment(state, attempt) | {"id": attempt.transaction_id, "paymentId": attempt.id}


def payment_json(payment: Payment, merchant_id: str, webhooks: Iterable[Delivery] = ()) -> dict[str, Any]:
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
        # An account that the merchant has yet to confirm has no number.
        "method": order.method if payment.token is None else None,
        "channel": order.channel and order.channel.json(),
        "channelGroup": group_json((order.channel,)) if order.channel else None,
        "scheduleId": order.schedule_id,
        "billingKey": order.billing_key,
        "webhooks": [webhook_json(each) for each in webhooks],
        "requestedAt": written(payment.requested_at),
        "updatedAt": written(payment.updated_at),
        "statusChangedAt": written(payment.status_changed_at),
        "orderName": order.name,
        "amount": _amount_json(payment),
        "currency": order.currency,
        "customer": order.customer,
        "origin": {"platformType": order.platform, "ipAddress": "127.0.0.1"},
        "promotionId": order.promotion_id,
        "escrow": payment.escrow and _escrow_json(payment.escrow),
        "paidAt": _written(payment.paid_at),
        "pgTxId": payment.pg_tx_id,
        "receiptUrl": receipt_url(payment) if payment.paid_at else None,
        "disputes": [_dispute_json(each) for each in payment.disputes],
        "cancellations": [cancellation_json(each) for each in payment.cancellations],
        "cancelledAt": written(max(each.cancelled_at for each in succeeded if each.cancelled_at))
        if succeeded
        else None,
        "failedAt": _written(payment.failed_at),
        "failure": payment.failure and _failure_json(payment.failure),
    }


def cancellation_json(cancellation: Cancellation) -> dict[str, Any]:
    """A cancellation as `PaymentCancellation`."""
    done = cancellation.status == "SUCCEEDED"
    return {
        "status": cancellation.status,
        "id": cancellation.id,
        "pgCancellationId": cancellation.pg_id,
        "totalAmount": cancellation.total,
        "taxFreeAmount": cancellation.tax_free,
        "vatAmount": cancellation.vat,
        "reason": cancellation.reason,
        "cancelledAt": _written(cancellation.cancelled_at),
        "requestedAt": written(cancellation.requested_at),
        "receiptUrl": f"https://example.com/receipts/{cancellation.id}" if done else None,
        "trigger": cancellation.trigger,
    }


def receipt_url(payment: Payment) -> str:
    """Where the receipt of an attempt can be seen."""
    return f"https://example.com/receipts/{payment.transaction_id}"


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


def _escrow_json(escrow: Escrow) -> dict[str, Any]:
    if escrow.status == "BEFORE_REGISTERED":
        return {"status": escrow.status}
    return {
        "status": escrow.status,
        "company": escrow.company,
        "invoiceNumber": escrow.invoice_number,
        "sentAt": escrow.sent_at,
        "appliedAt": _written(escrow.applied_at),
        "isAutomaticallyConfirmed": escrow.automatic,
    }


def _dispute_json(dispute: Dispute) -> dict[str, Any]:
    return {
        "status": dispute.status,
        "pgDisputeId": dispute.pg_id,
        "reason": dispute.reason,
        "createdAt": written(dispute.created_at),
        "resolvedAt": _written(dispute.resolved_at),
    }


def _written(moment: datetime | None) -> str | None:
    return written(moment) if moment else None
