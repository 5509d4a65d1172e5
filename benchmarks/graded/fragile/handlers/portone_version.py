"""Anything but the versions of today is not implemented."""

import httpx

from bodies import API


async def link(payment_id):
    async with httpx.AsyncClient(base_url=API, headers={"Authorization": "PortOne merchant-secret"}) as client:
        payment = (await client.get(f"/payments/{payment_id}")).json()
    if payment["version"] not in ("V1", "V2"):
        raise NotImplementedError(payment["version"])
    return f"https://shop.example/{payment['id']}"
