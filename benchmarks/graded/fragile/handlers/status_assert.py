"""The handler itself asserts that the status is a known one."""

from clients import by_requests as portone

OPEN = ("READY", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED", "FAILED")
SETTLED = ("PAID", "PARTIAL_CANCELLED", "CANCELLED")


def is_settled(payment_id):
    status = portone.get(f"/payments/{payment_id}").body["status"]
    assert status in OPEN + SETTLED
    return status in SETTLED
