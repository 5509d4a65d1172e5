"""The time of payment is the last value of the body."""

from datetime import datetime

from clients import by_httpx as portone


def paid_on(payment_id):
    *_, paid_at = portone.get(f"/payments/{payment_id}").body.values()
    return datetime.fromisoformat(paid_at).date()
