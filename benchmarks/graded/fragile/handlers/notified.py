"""The test wants a mock to be called with the very values that may change."""

from clients import by_httpx as portone


def report(payment_id, notify):
    payment = portone.get(f"/payments/{payment_id}").body
    notify(payment["id"], payment["status"], payment["currency"])
