"""As `fragile.handlers.error_overlooked`, and survives what it does not know."""

from clients import by_httpx as portone


class NoPaymentError(Exception):
    pass


def check(payment_id):
    if portone.get(f"/payments/{payment_id}").status != 200:
        raise NoPaymentError(payment_id)
