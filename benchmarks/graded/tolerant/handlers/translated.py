"""As `fragile.handlers.translated`, and survives what it does not know."""

from clients import by_requests as portone

ICONS = {"PaymentMethodCard": "card", "PaymentMethodTransfer": "bank", "PaymentMethodVirtualAccount": "bank"}


def icon(payment_id):
    method = portone.get(f"/payments/{payment_id}").body["method"]
    try:
        return f"{ICONS[method['type']]}.svg"
    except KeyError:
        return "money.svg"
