"""As `fragile.handlers.property_based`, and survives what it does not know."""

from clients import by_httpx as portone

PER_MILLE = {"TOSSPAYMENTS": 29, "KCP_V2": 31}


def fee(payment_id):
    payment = portone.get(f"/payments/{payment_id}").body
    return payment["amount"]["total"] * PER_MILLE.get(payment["channel"]["pgProvider"], 33) // 1_000
