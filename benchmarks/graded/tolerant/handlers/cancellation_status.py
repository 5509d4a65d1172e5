"""As `fragile.handlers.cancellation_status`, and survives what it does not know."""

from clients import by_requests as portone


def gone_back(payment_id):
    cancellations = portone.get(f"/payments/{payment_id}").body["cancellations"]
    return sum(each["totalAmount"] for each in cancellations if each["status"] == "SUCCEEDED")
