"""Promotions: discounts on cards that the merchant pays for, out of a budget; and those of a gateway's own."""

from pytest_portone.sandbox.promotions.gateways import GatewayPromotion
from pytest_portone.sandbox.promotions.models import Band, Promotion, RetainOption

__all__ = ["Band", "GatewayPromotion", "Promotion", "RetainOption"]
