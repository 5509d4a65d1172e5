"""The type of an error is looked up in a table without a default."""

from clients import by_httpx as portone

SAID = {
    "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT": "That is more than what is left.",
    "PAYMENT_ALREADY_CANCELLED": "You have your money back already.",
    "PAYMENT_NOT_PAID": "Nothing was paid.",
}


def refund(payment_id, amount):
    answer = portone.post(f"/payments/{payment_id}/cancel", {"amount": amount, "reason": "returned"})
    return (True, "Done.") if answer.status == 200 else (False, SAID[answer.body["type"]])
