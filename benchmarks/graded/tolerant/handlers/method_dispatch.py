"""As `fragile.handlers.method_dispatch`, and survives what it does not know."""

from clients import by_httpx2 as portone

LINES = {
    "PaymentMethodCard": lambda method: f"card {method['card']['number']}",
    "PaymentMethodTransfer": lambda method: f"transfer from {method['bank']}",
    "PaymentMethodVirtualAccount": lambda method: f"deposit at {method['bank']}",
    "PaymentMethodEasyPay": lambda method: method["provider"],
    "PaymentMethodMobile": lambda method: "phone bill",
    "PaymentMethodGiftCertificate": lambda method: "gift certificate",
}


def receipt(payment_id):
    payment = portone.get(f"/payments/{payment_id}").body
    line = LINES.get(payment["method"]["type"], lambda method: "another method")
    return [payment["orderName"], line(payment["method"])]
