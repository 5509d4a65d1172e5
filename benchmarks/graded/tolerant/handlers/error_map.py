"""As `fragile.handlers.error_map`, and survives what it does not know."""

from clients import by_httpx as portone

SAID = {
    "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT": "That is more than what is left.",
    "PAYMENT_ALREADY_CANCELLED": "You have your money back already.",
    "PAYMENT_NOT_PAID": "Nothing was paid.",
}


def refund(payment_id, amount):
    answer = portone.post(f"/payments/{payment_id}/cancel", {"amount": amount, "reason": "returned"})
    return (True, "Done.") if answer.status == 200 else (False, SAID.get(answer.body["type"], "That did not work."))
