"""As `fragile.handlers.enum_constructor`, and survives what it does not know."""

from enum import Enum

from clients import by_httpx as portone


class State(Enum):
    REQUESTED = "REQUESTED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    UNKNOWN = None


def state(word):
    try:
        return State(word)
    except ValueError:
        return State.UNKNOWN


def refund(payment_id, amount):
    answer = portone.post(f"/payments/{payment_id}/cancel", {"amount": amount, "reason": "returned"})
    cancellation = answer.body["cancellation"]
    return state(cancellation["status"]), cancellation["totalAmount"]
