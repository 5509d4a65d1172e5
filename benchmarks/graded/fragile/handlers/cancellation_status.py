"""An if over the status of a cancellation ends in a raise."""

from clients import by_requests as portone


def gone_back(payment_id):
    total = 0
    for each in portone.get(f"/payments/{payment_id}").body["cancellations"]:
        if each["status"] == "SUCCEEDED":
            total += each["totalAmount"]
        elif each["status"] in ("REQUESTED", "FAILED"):
            continue
        else:
            message = f"a cancellation that is {each['status']}"
            raise RuntimeError(message)
    return total
