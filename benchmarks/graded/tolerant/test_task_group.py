import asyncio

from tolerant.handlers.task_group import overview


def test_the_payment_is_there(portone):
    portone.customer.pay("order-1", total=39_000)
    assert asyncio.run(overview("order-1")).keys() == {"order-1"}
