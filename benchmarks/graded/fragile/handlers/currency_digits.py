"""The digits of a currency are looked up in a table without a default."""

from clients import by_aiohttp as portone

DIGITS = {"KRW": 0, "JPY": 0, "USD": 2, "EUR": 2, "CNY": 2}


async def price(payment_id):
    payment = (await portone.get(f"/payments/{payment_id}")).body
    return payment["amount"]["total"], DIGITS[payment["currency"]]
