"""A property holds for all amounts, and for the gateways of today only."""

from clients import by_httpx as portone

PER_MILLE = {"TOSSPAYMENTS": 29, "KCP_V2": 31}


def fee(payment_id):
    payment = portone.get(f"/payments/{payment_id}").body
    return payment["amount"]["total"] * PER_MILLE[payment["channel"]["pgProvider"]] // 1_000
