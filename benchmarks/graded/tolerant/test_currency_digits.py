import asyncio

from tolerant.handlers.currency_digits import price


def test_the_price_is_in_smallest_units(portone):
    portone.customer.pay("order-1", total=39_000)
    total, _ = asyncio.run(price("order-1"))
    assert total == 39_000
