"""As `fragile.handlers.namedtuple_kwargs`, and survives what it does not know."""

from typing import NamedTuple

from clients import by_httpx as portone


class Cancellation(NamedTuple):
    id: str
    totalAmount: int


def cancel(payment_id):
    answer = portone.post(f"/payments/{payment_id}/cancel", {"reason": "changed my mind"})
    cancellation = answer.body["cancellation"]
    return Cancellation(cancellation["id"], cancellation["totalAmount"])
