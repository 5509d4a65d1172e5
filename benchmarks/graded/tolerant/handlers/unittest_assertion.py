"""As `fragile.handlers.unittest_assertion`, and survives what it does not know."""

from clients import by_requests as portone


def cancel(payment_id):
    return portone.post(f"/payments/{payment_id}/cancel", {"reason": "changed my mind"}).body["cancellation"]
