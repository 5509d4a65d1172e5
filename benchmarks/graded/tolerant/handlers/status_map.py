"""As `fragile.handlers.status_map`, and survives what it does not know."""

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
    items = portone.get("/payments").body["items"]
    return [(each["id"], LABELS.get(each["status"], "see PortOne")) for each in items]
