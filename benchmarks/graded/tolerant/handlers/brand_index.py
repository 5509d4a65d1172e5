"""As `fragile.handlers.brand_index`, and survives what it does not know."""

from clients import by_httpx as portone

BRANDS = ["LOCAL", "MASTER", "UNIONPAY", "VISA", "JCB", "AMEX", "DINERS"]


def logos(billing_key):
    cards = [each["card"] for each in portone.get(f"/billing-keys/{billing_key}").body["methods"]]
    known = [each["brand"] if each["brand"] in BRANDS else "LOCAL" for each in cards]
    return [f"brand-{BRANDS.index(each)}.svg" for each in known]
