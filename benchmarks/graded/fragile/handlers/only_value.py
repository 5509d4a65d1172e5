"""What is wrapped is unpacked as the only value of the body."""

from clients import by_httpx as portone


def charge(payment_id, billing_key, total):
    order = {"billingKey": billing_key, "orderName": "shoes", "amount": {"total": total}, "currency": "KRW"}
    (payment,) = portone.post(f"/payments/{payment_id}/billing-key", order).body.values()
    return payment["pgTxId"]
