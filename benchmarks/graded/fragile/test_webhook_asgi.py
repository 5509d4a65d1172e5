import asyncio

import httpx

from bodies import event
from fragile.handlers.webhook_asgi import app


async def deliver(notice):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop.example") as shop:
        return await shop.post("/webhooks/portone", json=notice)


def test_the_order_is_found():
    assert asyncio.run(deliver(event("Transaction.Paid"))).json() == {"order": "order-1"}
