"""PortOne, called through httpx."""

from __future__ import annotations

import httpx

from bodies import API
from clients import HEADERS, Answer

client = httpx.Client(base_url=API, headers=HEADERS)


def get(path: str) -> Answer:
    """Ask for something."""
    answer = client.get(path)
    return Answer(answer.status_code, answer.json())


def post(path: str, body: object) -> Answer:
    """Have something done."""
    answer = client.post(path, json=body)
    return Answer(answer.status_code, answer.json())
