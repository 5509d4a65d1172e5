"""A check by hand wants exactly the keys of a TypedDict."""

from typing import TypedDict

from clients import by_httpx as portone


class Card(TypedDict, total=False):
    publisher: str
    issuer: str
    brand: str
    type: str
    ownerType: str
    bin: str
    name: str
    number: str


def checked(kind, value):
    if too_many := value.keys() - kind.__annotations__.keys():
        message = f"{kind.__name__} has no {', '.join(too_many)}"
        raise TypeError(message)
    return value


def last_digits(billing_key):
    method = portone.get(f"/billing-keys/{billing_key}").body["methods"][0]
    return checked(Card, method["card"])["number"][-4:]
