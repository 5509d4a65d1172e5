"""The name of a gateway becomes the name of a function."""

from clients import by_httpx as portone


class Fees:
    def tosspayments(self, total):
        return total * 29 // 1_000

    def kcp_v2(self, total):
        return total * 31 // 1_000


def fee(payment_id):
    payment = portone.get(f"/payments/{payment_id}").body
    return getattr(Fees(), payment["channel"]["pgProvider"].lower())(payment["amount"]["total"])
