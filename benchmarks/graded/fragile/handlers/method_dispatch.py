"""The type of a method of payment is looked up in a dispatch table."""

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
    return [payment["orderName"], LINES[payment["method"]["type"]](payment["method"])]
