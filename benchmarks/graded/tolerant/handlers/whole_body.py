"""As `fragile.handlers.whole_body`, and survives what it does not know."""

from clients import by_httpx as portone


def banks():
    return portone.get("/banks").body
