"""What only one gateway has; and banks."""

from __future__ import annotations

from pytest_portone.sandbox import Request

DELIVERY = {
    "transactionId": "transaction-9",
    "deliveryType": "DIGITAL",
    "deliveryStatus": "DELIVERED",
    "estimatedDeliveryDatetime": "2026-01-05T00:00:00Z",
    "estimatedUpdateDatetime": "2026-01-05T00:00:00Z",
    "refundable": False,
    "details": "a book",
    "shippingAddressEmail": "kim@example.com",
}


def order(merchant, number="1", channel_key="channel-key-1"):
    """Ask KakaoPay about an order."""
    return merchant.get("/kakaopay/payment/order", query={"pgTxId": number, "channelKey": channel_key})


def deliver(merchant, **changes):
    """Tell Paymentwall of a delivery."""
    return merchant.post("/paymentwall/delivery/confirm", DELIVERY | changes)


SCENARIOS = {
    ("getKakaopayPaymentOrder", "INVALID_REQUEST"): order,
    ("confirmPaymentwallDelivery", "INVALID_REQUEST"): lambda m: deliver(m, deliveryType="PHYSICAL"),
    ("confirmPaymentwallDelivery", "PAYMENT_NOT_FOUND"): deliver,
    ("getBankInfos", "INVALID_REQUEST"): lambda m: m.sandbox.handle(Request("GET", "/banks", "%")),
}
