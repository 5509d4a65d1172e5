"""The values of an object are unpacked by their position."""

from clients import by_requests as portone


def tax_line(payment_id):
    amount = portone.get(f"/payments/{payment_id}").body["amount"]
    total, _tax_free, vat, _supply, _discount, _paid, _cancelled, _cancelled_tax_free = amount.values()
    return f"{total} (VAT {vat})"
