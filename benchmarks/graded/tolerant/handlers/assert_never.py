"""As `fragile.handlers.assert_never`, and survives what it does not know."""

from clients import by_httpx as portone


def price(payment_id):
    payment = portone.get(f"/payments/{payment_id}").body
    total = payment["amount"]["total"]
    match payment["currency"]:
        case "KRW" | "JPY":
            return f"{total:,}"
        case "USD" | "EUR":
            return f"{total / 100:,.2f}"
        case other:
            return f"{total:,} (smallest units of {other})"
