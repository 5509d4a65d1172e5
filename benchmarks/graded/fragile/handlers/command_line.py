"""A command of the shop exits where it does not know a status."""

import sys

from clients import by_requests as portone


def main(payment_id):
    payment = portone.get(f"/payments/{payment_id}").body
    if payment["status"] not in ("READY", "PAID", "FAILED", "CANCELLED", "PARTIAL_CANCELLED"):
        sys.exit(f"{payment_id} is {payment['status']}")
    print(payment["orderName"])
