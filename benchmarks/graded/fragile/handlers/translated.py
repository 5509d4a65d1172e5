"""A KeyError becomes an exception of the shop's own."""

from clients import by_requests as portone

ICONS = {"PaymentMethodCard": "card", "PaymentMethodTransfer": "bank", "PaymentMethodVirtualAccount": "bank"}


class ShopError(Exception):
    pass


def icon(payment_id):
    method = portone.get(f"/payments/{payment_id}").body["method"]
    try:
        return f"{ICONS[method['type']]}.svg"
    except KeyError as error:
        raise ShopError("no icon") from error
