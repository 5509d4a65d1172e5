"""An object becomes the keyword arguments of a dataclass."""

from dataclasses import dataclass

from clients import by_requests as portone


@dataclass
class Page:
    number: int
    size: int
    totalCount: int


def how_many():
    return Page(**portone.get("/payments").body["page"]).totalCount
