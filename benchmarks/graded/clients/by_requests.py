"""PortOne, called through requests."""

from __future__ import annotations

import requests

from bodies import API
from clients import HEADERS, Answer

session = requests.Session()
session.headers.update(HEADERS)


def get(path: str) -> Answer:
    """Ask for something."""
    answer = session.get(API + path)
    return Answer(answer.status_code, answer.json())


def post(path: str, body: object) -> Answer:
    """Have something done."""
    answer = session.post(API + path, json=body)
    return Answer(answer.status_code, answer.json())
