"""As `fragile.handlers.portone_version`, and survives what it does not know."""

import httpx

from bodies import API


async def link(payment_id):
    async with httpx.AsyncClient(base_url=API, headers={"Authorization": "PortOne merchant-secret"}) as client:
        payment = (await client.get(f"/payments/{payment_id}")).json()
    return f"https://shop.example/{payment['id']}"
