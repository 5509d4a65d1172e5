"""As `fragile.handlers.sdk_error`, and survives what it does not know."""

from portone_server_sdk import PaymentClient
from portone_server_sdk.payment import GetPaymentError

client = PaymentClient(secret="merchant-secret")


def found(payment_id):
    try:
        client.get_payment(payment_id=payment_id)
    except GetPaymentError:
        return False
    return True
