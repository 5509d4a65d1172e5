"""As `fragile.handlers.strict_pydantic`, and survives what it does not know."""

from pydantic import BaseModel

from clients import by_httpx as portone


class Bank(BaseModel):
    bank: str
    name: dict[str, str]


def bank_names():
    return [Bank(**each).name["ko"] for each in portone.get("/banks").body["items"]]
