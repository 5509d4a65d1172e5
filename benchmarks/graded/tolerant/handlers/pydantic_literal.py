"""As `fragile.handlers.pydantic_literal`, and survives what it does not know."""

from pydantic import BaseModel

from clients import by_httpx as portone


class Payment(BaseModel):
    id: str
    status: str
    orderName: str


def order_name(payment_id):
    return Payment.model_validate(portone.get(f"/payments/{payment_id}").body).orderName
