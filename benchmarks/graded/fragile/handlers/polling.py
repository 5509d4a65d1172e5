"""A status that is not known is never final, so that polling gives up."""

from clients import by_httpx as portone

FINAL = ("PAID", "FAILED", "CANCELLED", "PARTIAL_CANCELLED")


def wait_for(payment_id, attempts=3):
    for _ in range(attempts):
        if (status := portone.get(f"/payments/{payment_id}").body["status"]) in FINAL:
            return status
    raise TimeoutError(payment_id)
