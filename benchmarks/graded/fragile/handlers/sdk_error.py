"""An error of an unknown type is another exception of the official SDK."""

from portone_server_sdk import PaymentClient, errors

client = PaymentClient(secret="merchant-secret")


def found(payment_id):
    try:
        client.get_payment(payment_id=payment_id)
    except errors.PaymentNotFoundError:
        return False
    return True
