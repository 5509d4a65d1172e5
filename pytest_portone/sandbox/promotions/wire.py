"""Promotions on the wire: a handler an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.promotions import gateways, running
from pytest_portone.sandbox.promotions.views import promotion_json

if TYPE_CHECKING:
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State


def _get(state: State, inquiry: Inquiry) -> dict[str, Any]:
    promotion = running.named(state, inquiry.parameters["promotionId"])
    state.store(promotion.store_id)
    return promotion_json(state, promotion)


ROUTES = (
    Route("GET", "/promotions/{promotionId}", "Promotion", _get),
    Route("GET", "/payment-gateways/card-promotion", "GetPgCardPromotionsResponse", gateways.offered),
)
