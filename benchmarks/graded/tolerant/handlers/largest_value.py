"""As `fragile.handlers.largest_value`, and survives what it does not know."""

from clients import by_httpx as portone


def largest(payment_id):
    amount = portone.get(f"/payments/{payment_id}").body["amount"]
    return max(amount["total"], amount["paid"], amount["cancelled"])
