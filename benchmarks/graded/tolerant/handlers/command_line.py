"""As `fragile.handlers.command_line`, and survives what it does not know."""

from clients import by_requests as portone


def main(payment_id):
    payment = portone.get(f"/payments/{payment_id}").body
    print(payment["orderName"])
