"""PortOne, called through aiohttp."""

from __future__ import annotations

import aiohttp

from bodies import API
from clients import HEADERS, Answer


async def get(path: str) -> Answer:
    """Ask for something."""
    async with aiohttp.ClientSession(headers=HEADERS) as session, session.get(API + path) as answer:
        return Answer(answer.status, await answer.json())
