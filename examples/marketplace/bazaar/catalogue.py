"""Who sells what. Prices are in won."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Seller:
    """Somebody who is paid at the end of the month.

    Attributes:
        kind: what the seller is to the tax office, as PortOne is told it.
    """

    id: str
    name: str
    account: str
    kind: dict[str, Any]


@dataclass(frozen=True)
class Product:
    """Something that a seller sells. Produce of the land is free of tax."""

    id: str
    name: str
    seller: str
    price: int
    tax_free: bool = False


def _company(name: str, number: str, owner: str) -> dict[str, Any]:
    return {"business": {"companyName": name, "businessRegistrationNumber": number, "representativeName": owner}}


SELLERS = {
    each.id: each
    for each in (
        Seller("beekeeper", "Beekeeper's", "110123456789", _company("Beekeeper's Co.", "1234567891", "Han Bee")),
        Seller("orchard", "Orchard on the Hill", "110987654321", _company("Orchard Co.", "2208162517", "Lee Apple")),
        Seller("potter", "The Potter", "110555555555", {"whtPayer": {}}),
    )
}
PRODUCTS = {
    each.id: each
    for each in (
        Product("honey", "Chestnut honey", "beekeeper", 10_000),
        Product("candle", "Beeswax candle", "beekeeper", 2_000),
        Product("apples", "A crate of apples", "orchard", 30_000, tax_free=True),
        Product("cider", "Cider", "orchard", 8_000),
        Product("bowl", "Bowl", "potter", 45_000),
    )
}
