"""As `fragile.handlers.currency_digits`, and survives what it does not know."""

from clients import by_aiohttp as portone

DIGITS = {"KRW": 0, "JPY": 0, "USD": 2, "EUR": 2, "CNY": 2}


async def price(payment_id):
    payment = (await portone.get(f"/payments/{payment_id}")).body
    return payment["amount"]["total"], DIGITS.get(payment["currency"])
