"""As `fragile.handlers.notified`, and survives what it does not know."""

from clients import by_httpx as portone


def report(payment_id, notify):
    payment = portone.get(f"/payments/{payment_id}").body
    notify(payment["id"], payment["amount"]["total"])
