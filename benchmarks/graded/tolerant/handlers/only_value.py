"""As `fragile.handlers.only_value`, and survives what it does not know."""

from clients import by_httpx as portone


def charge(payment_id, billing_key, total):
    order = {"billingKey": billing_key, "orderName": "shoes", "amount": {"total": total}, "currency": "KRW"}
    return portone.post(f"/payments/{payment_id}/billing-key", order).body["payment"]["pgTxId"]
