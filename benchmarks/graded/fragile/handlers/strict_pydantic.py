"""A pydantic model forbids fields that it does not know."""

from pydantic import BaseModel

from clients import by_httpx as portone


class Bank(BaseModel, extra="forbid"):
    bank: str
    name: dict[str, str]


def bank_names():
    return [Bank(**each).name["ko"] for each in portone.get("/banks").body["items"]]
