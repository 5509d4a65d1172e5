"""Schedules as they are shown: every field that any contract knows. Those that it lacks are left out later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox import customers
from pytest_portone.sandbox.clock import written

if TYPE_CHECKING:
    from collections.abc import Collection

    from pytest_portone.sandbox.schedules.models import Schedule


def schedule_json(schedule: Schedule, merchant_id: str, cases: Collection[str] = ()) -> dict[str, Any]:
    """A schedule as `PaymentSchedule`; a field that is None is not there.

    Args:
        schedule: the schedule.
        merchant_id: whose.
        cases: the statuses that the contract can show; none for all. The oldest shows one that is put off as begun.
    """
    body, amount = schedule.payment, schedule.payment["amount"]
    return {
        "status": schedule.status if not cases or schedule.status in cases else "STARTED",
        "id": schedule.id,
        "merchantId": merchant_id,
        "storeId": schedule.store_id,
        "paymentId": schedule.payment_id,
        "billingKey": schedule.billing_key,
        "orderName": body["orderName"],
        "isCulturalExpense": body.get("isCulturalExpense", False),
        "isEscrow": body.get("isEscrow", False),
        "customer": customers.customer_json(body.get("customer", {})),
        "customData": body.get("customData", ""),
        "totalAmount": amount["total"],
        "taxFreeAmount": amount.get("taxFree"),
        "vatAmount": amount.get("vat"),
        "currency": body["currency"],
        "installmentMonth": body.get("installmentMonth"),
        "noticeUrls": body.get("noticeUrls"),
        "products": body.get("products"),
        "createdAt": written(schedule.created_at),
        "timeToPay": written(schedule.time_to_pay),
        "startedAt": schedule.started_at and written(schedule.started_at),
        "completedAt": schedule.completed_at and written(schedule.completed_at),
        "revokedAt": schedule.revoked_at and written(schedule.revoked_at),
    }
