"""An error of an unknown type is an exception that nobody catches."""

from clients import by_httpx as portone


class RefundError(Exception):
    pass


class AlreadyRefundedError(RefundError):
    pass


ERRORS = {"PAYMENT_ALREADY_CANCELLED": AlreadyRefundedError}


def refund(payment_id):
    answer = portone.post(f"/payments/{payment_id}/cancel", {"reason": "returned"})
    if answer.status != 200:
        raise ERRORS.get(answer.body["type"], RefundError)(answer.body["type"])


def refund_once(payment_id):
    try:
        refund(payment_id)
    except AlreadyRefundedError:
        return False
    return True
