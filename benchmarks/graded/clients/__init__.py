"""How a shop calls PortOne: a module a client, each with `get(path)` and `post(path, body)`."""

from __future__ import annotations

from typing import Any, NamedTuple

HEADERS = {"Authorization": "PortOne merchant-secret"}


class Answer(NamedTuple):
    """What PortOne answers."""

    status: int
    body: Any
