"""The official SDK refuses a payment, or a method of payment, that it does not know."""

from portone_server_sdk import PaymentClient

client = PaymentClient(secret="merchant-secret")


def total_of(payment_id):
    return client.get_payment(payment_id=payment_id).amount.total
