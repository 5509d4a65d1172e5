"""As much of PortOne's REST API as the studio needs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

import httpx
from django.conf import settings
from django.db.models import TextChoices

API = "https://api.portone.io"
TIMEOUT = 60
"""Seconds; what PortOne advises."""


class RefusedError(Exception):
    """PortOne refuses; `reason` is what it says."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PaymentStatus(TextChoices):
    """How a payment stands, and how the report puts it."""

    READY = "READY", "not begun"
    PAY_PENDING = "PAY_PENDING", "waiting for approval"
    VIRTUAL_ACCOUNT_ISSUED = "VIRTUAL_ACCOUNT_ISSUED", "waiting for deposit"
    PAID = "PAID", "paid"
    FAILED = "FAILED", "failed"
    PARTIAL_CANCELLED = "PARTIAL_CANCELLED", "refunded in part"
    CANCELLED = "CANCELLED", "refunded"


@dataclass(frozen=True)
class Cancellation:
    """Money on its way back, as PortOne describes it; amounts are in won."""

    status: Literal["REQUESTED", "SUCCEEDED", "FAILED"]
    id: str
    total_amount: int
    tax_free_amount: int
    vat_amount: int
    reason: str
    requested_at: str
    cancelled_at: str | None = None
    easy_pay_discount_amount: int | None = None
    pg_cancellation_id: str | None = None
    receipt_url: str | None = None
    trigger: str | None = None


def headers() -> dict[str, str]:
    """What identifies the studio."""
    return {"Authorization": f"PortOne {settings.PORTONE_API_SECRET}"}


def payment(payment_id: str) -> dict[str, Any] | None:
    """A payment as it stands; None if there is none."""
    with httpx.Client(base_url=API, headers=headers(), timeout=TIMEOUT) as client:
        answer = client.get(f"/payments/{quote(payment_id, safe='')}")
    return None if answer.status_code == httpx.codes.NOT_FOUND else content(answer)


def cancel(payment_id: str, reason: str, amount: int | None = None) -> Cancellation:
    """Give money back: all that is left, if no amount is named."""
    wanted = {"reason": reason} | ({} if amount is None else {"amount": amount})
    with httpx.Client(base_url=API, headers=headers(), timeout=TIMEOUT) as client:
        answer = client.post(f"/payments/{quote(payment_id, safe='')}/cancel", json=wanted)
    return Cancellation(**pythonic(content(answer)["cancellation"]))


async def recent_payments(count: int) -> list[dict[str, Any]]:
    """The payments that were asked for last."""
    wanted = {"page": {"number": 0, "size": count}, "filter": {"sortBy": "REQUESTED_AT", "sortOrder": "DESC"}}
    async with httpx.AsyncClient(base_url=API, headers=headers(), timeout=TIMEOUT) as client:
        answer = await client.get("/payments", params={"requestBody": json.dumps(wanted)})
    return content(answer)["items"]


def content(answer: httpx.Response) -> dict[str, Any]:
    """What PortOne answers, unless it refuses."""
    body = answer.json()
    if answer.is_error:
        raise RefusedError(body["type"])
    return body


def pythonic(record: dict[str, Any]) -> dict[str, Any]:
    """`totalAmount` -> `total_amount`, for every name."""
    return {re.sub(r"([A-Z])", r"_\1", name).lower(): value for name, value in record.items()}
