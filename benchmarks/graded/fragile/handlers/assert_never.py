"""Assert_never stands behind the currencies that the shop knows."""

from typing import assert_never

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
            assert_never(other)
