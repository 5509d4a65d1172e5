"""As `fragile.handlers.gateway_attribute`, and survives what it does not know."""

from clients import by_httpx as portone


class Fees:
    def tosspayments(self, total):
        return total * 29 // 1_000

    def kcp_v2(self, total):
        return total * 31 // 1_000

    def standard(self, total):
        return total * 33 // 1_000


def fee(payment_id):
    payment, fees = portone.get(f"/payments/{payment_id}").body, Fees()
    return getattr(fees, payment["channel"]["pgProvider"].lower(), fees.standard)(payment["amount"]["total"])
