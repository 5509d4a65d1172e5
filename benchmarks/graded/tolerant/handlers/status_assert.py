"""As `fragile.handlers.status_assert`, and survives what it does not know."""

from clients import by_requests as portone

SETTLED = ("PAID", "PARTIAL_CANCELLED", "CANCELLED")


def is_settled(payment_id):
    return portone.get(f"/payments/{payment_id}").body["status"] in SETTLED
