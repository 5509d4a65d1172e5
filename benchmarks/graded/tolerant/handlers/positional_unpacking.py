"""As `fragile.handlers.positional_unpacking`, and survives what it does not know."""

from clients import by_requests as portone


def tax_line(payment_id):
    amount = portone.get(f"/payments/{payment_id}").body["amount"]
    return f"{amount['total']} (VAT {amount['vat']})"
