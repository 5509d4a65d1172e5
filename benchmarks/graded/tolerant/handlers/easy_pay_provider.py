"""As `fragile.handlers.easy_pay_provider`, and survives what it does not know."""

from clients import by_requests as portone

LOGOS = {"KAKAOPAY", "NAVERPAY", "TOSSPAY"}


def logo(payment_id):
    provider = portone.get(f"/payments/{payment_id}").body["method"]["provider"]
    return f"{provider.lower() if provider in LOGOS else 'easy-pay'}.png"
