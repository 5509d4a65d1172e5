"""The operations of single gateways on the wire."""

from __future__ import annotations

from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.gateways import kakaopay, paymentwall

ROUTES = (
    Route("GET", "/kakaopay/payment/order", "GetKakaopayPaymentOrderResponse", kakaopay.order),
    Route("POST", "/paymentwall/delivery/confirm", "ConfirmPaymentwallDeliveryResponse", paymentwall.confirm),
)
