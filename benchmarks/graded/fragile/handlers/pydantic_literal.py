"""A pydantic model names every status of a payment in a Literal."""

from typing import Literal

from pydantic import BaseModel

from clients import by_httpx as portone

Status = Literal["READY", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED", "PAID", "FAILED", "PARTIAL_CANCELLED", "CANCELLED"]


class Payment(BaseModel):
    id: str
    status: Status
    orderName: str


def order_name(payment_id):
    return Payment.model_validate(portone.get(f"/payments/{payment_id}").body).orderName
