"""An error of an unknown type is taken for a success."""

from clients import by_httpx as portone


class NoPaymentError(Exception):
    pass


def check(payment_id):
    if portone.get(f"/payments/{payment_id}").body.get("type") == "PAYMENT_NOT_FOUND":
        raise NoPaymentError(payment_id)
