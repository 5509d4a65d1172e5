"""One payment that the official SDK does not know hides the whole page."""

from portone_server_sdk import PaymentClient

client = PaymentClient(secret="merchant-secret")


def ids():
    return [each.id for each in client.get_payments().items]
