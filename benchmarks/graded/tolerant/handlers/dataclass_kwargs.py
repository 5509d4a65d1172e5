"""As `fragile.handlers.dataclass_kwargs`, and survives what it does not know."""

from dataclasses import dataclass, fields

from clients import by_requests as portone


@dataclass
class Page:
    number: int
    size: int
    totalCount: int


def how_many():
    page = portone.get("/payments").body["page"]
    return Page(**{each.name: page[each.name] for each in fields(Page)}).totalCount
