"""The brand of a card is looked for in a list."""

from clients import by_httpx as portone

BRANDS = ["LOCAL", "MASTER", "UNIONPAY", "VISA", "JCB", "AMEX", "DINERS"]


def logos(billing_key):
    cards = [each["card"] for each in portone.get(f"/billing-keys/{billing_key}").body["methods"]]
    return [f"brand-{BRANDS.index(each['brand'])}.svg" for each in cards]
