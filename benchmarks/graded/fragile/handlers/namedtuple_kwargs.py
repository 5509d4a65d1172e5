"""An object becomes the keyword arguments of a named tuple."""

from typing import NamedTuple

from clients import by_httpx as portone


class Cancellation(NamedTuple):
    status: str
    id: str
    totalAmount: int
    taxFreeAmount: int
    vatAmount: int
    reason: str
    requestedAt: str
    cancelledAt: str | None = None


def cancel(payment_id):
    answer = portone.post(f"/payments/{payment_id}/cancel", {"reason": "changed my mind"})
    return Cancellation(**answer.body["cancellation"])
