"""As `fragile.handlers.last_value`, and survives what it does not know."""

from datetime import datetime

from clients import by_httpx as portone


def paid_on(payment_id):
    return datetime.fromisoformat(portone.get(f"/payments/{payment_id}").body["paidAt"]).date()
