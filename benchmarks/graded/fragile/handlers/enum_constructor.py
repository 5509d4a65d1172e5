"""The status of a cancellation becomes a member of an enum."""

from enum import Enum

from clients import by_httpx as portone


class State(Enum):
    REQUESTED = "REQUESTED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


def refund(payment_id, amount):
    answer = portone.post(f"/payments/{payment_id}/cancel", {"amount": amount, "reason": "returned"})
    cancellation = answer.body["cancellation"]
    return State(cancellation["status"]), cancellation["totalAmount"]
