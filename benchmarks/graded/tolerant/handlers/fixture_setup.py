"""As `fragile.handlers.fixture_setup`, and survives what it does not know."""

from clients import by_httpx as portone

RANK = {"PAID": 0, "PARTIAL_CANCELLED": 1, "CANCELLED": 2}


def imported(payment_id):
    payment = portone.get(f"/payments/{payment_id}").body
    return {"id": payment["id"], "rank": RANK.get(payment["status"], len(RANK))}
