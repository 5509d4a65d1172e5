"""A match over the status has no default, so that a local variable stays unbound."""

from clients import by_requests as portone


def headline(payment_id):
    match portone.get(f"/payments/{payment_id}").body["status"]:
        case "PAID":
            text = "Thank you!"
        case "READY" | "PAY_PENDING" | "VIRTUAL_ACCOUNT_ISSUED":
            text = "We are waiting for your payment."
        case "FAILED":
            text = "Your payment was declined."
        case "CANCELLED" | "PARTIAL_CANCELLED":
            text = "You have your money back."
    return text
