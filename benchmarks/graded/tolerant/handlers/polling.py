"""As `fragile.handlers.polling`, and survives what it does not know."""

from clients import by_httpx as portone

FINAL = ("PAID", "FAILED", "CANCELLED", "PARTIAL_CANCELLED")


def wait_for(payment_id, attempts=3):
    for _ in range(attempts):
        if (status := portone.get(f"/payments/{payment_id}").body["status"]) in FINAL:
            return status
    return None
