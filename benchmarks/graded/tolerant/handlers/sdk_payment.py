"""As `fragile.handlers.sdk_payment`, and survives what it does not know."""

from portone_server_sdk import PaymentClient

from clients import by_httpx as portone

client = PaymentClient(secret="merchant-secret")


def total_of(payment_id):
    try:
        return client.get_payment(payment_id=payment_id).amount.total
    except ValueError:  # something that this version of the SDK does not know
        return portone.get(f"/payments/{payment_id}").body["amount"]["total"]
