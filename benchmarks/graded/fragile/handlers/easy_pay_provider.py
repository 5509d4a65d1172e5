"""The provider of an easy payment becomes a member of an enum."""

from enum import Enum

from clients import by_requests as portone


class Provider(Enum):
    KAKAOPAY = "KAKAOPAY"
    NAVERPAY = "NAVERPAY"
    TOSSPAY = "TOSSPAY"


def logo(payment_id):
    provider = Provider(portone.get(f"/payments/{payment_id}").body["method"]["provider"])
    return f"{provider.name.lower()}.png"
