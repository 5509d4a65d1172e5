"""The test compares a whole body."""

from clients import by_httpx as portone


def banks():
    return portone.get("/banks").body
