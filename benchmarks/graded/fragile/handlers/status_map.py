"""The status of each payment is looked up in a table without a default."""

from clients import by_requests as portone

LABELS = {
    "READY": "open",
    "PAY_PENDING": "open",
    "VIRTUAL_ACCOUNT_ISSUED": "open",
    "PAID": "paid",
    "FAILED": "declined",
    "PARTIAL_CANCELLED": "refunded in part",
    "CANCELLED": "refunded",
}


def rows():
    return [(each["id"], LABELS[each["status"]]) for each in portone.get("/payments").body["items"]]
