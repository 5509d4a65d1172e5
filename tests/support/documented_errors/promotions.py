"""Promotions."""

from __future__ import annotations


def offered(merchant, channel_key="channel-key-kcp", amount=1000, **query):
    """Ask for a gateway's own promotions."""
    query = {"channelKey": channel_key, "amount": amount} | query
    return merchant.get("/payment-gateways/card-promotion", query=query)


SCENARIOS = {
    ("getPromotion", "INVALID_REQUEST"): lambda m: m.get("/promotions/%"),
    ("getPromotion", "FORBIDDEN"): lambda m: m.get("/promotions/elsewhere"),
    ("getPromotion", "PROMOTION_NOT_FOUND"): lambda m: m.get("/promotions/promotion-id-9"),
    ("getPgCardPromotions", "INVALID_REQUEST"): lambda m: offered(m, amount=0),
    ("getPgCardPromotions", "CHANNEL_NOT_FOUND"): lambda m: offered(m, "channel-key-9"),
    ("getPgCardPromotions", "PG_PROVIDER"): offered,
}
