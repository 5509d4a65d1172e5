"""As `fragile.handlers.match_without_default`, and survives what it does not know."""

from clients import by_requests as portone


def headline(payment_id):
    match portone.get(f"/payments/{payment_id}").body["status"]:
        case "PAID":
            return "Thank you!"
        case "READY" | "PAY_PENDING" | "VIRTUAL_ACCOUNT_ISSUED":
            return "We are waiting for your payment."
        case "FAILED":
            return "Your payment was declined."
        case "CANCELLED" | "PARTIAL_CANCELLED":
            return "You have your money back."
        case _:
            return "We are looking into it."
