"""Promotions of a payment gateway's own, which PortOne hands on: `GET /payment-gateways/card-promotion`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.schema import Violation
from pytest_portone.sandbox.gateways.channels import channel_at
from pytest_portone.sandbox.payments.gateway import refusal
from pytest_portone.sandbox.refusals import invalid

if TYPE_CHECKING:
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State

PROVIDER = "KCP_V2"
"""The only gateway that has them."""


@dataclass(frozen=True, slots=True)
class GatewayPromotion:
    """A gateway's promotion for cards.

    Attributes:
        id: what the gateway calls it.
        card_company: a value of the contract's `PgPromotionCardCompany`.
        discount: what is taken off, in minor units.
        minimum: the payment from which on it holds, in minor units.
        channel: the key of the channel that it holds at; None for each one of the gateway.
    """

    id: str
    card_company: str
    discount: int
    minimum: int = 0
    channel: str | None = None

    def json(self) -> dict[str, Any]:
        """The promotion as `PgCardPromotion`."""
        return {
            "promotionId": self.id,
            "cardCompany": self.card_company,
            "discountAmount": self.discount,
            "minimumPaymentAmount": self.minimum,
        }


def offered(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """The promotions that hold for an amount at a channel, and for a card company where one is named.

    Raises:
        Refusal: `CHANNEL_NOT_FOUND`, `INVALID_REQUEST`; `PG_PROVIDER`, where the gateway does not tell them.
    """
    wanted = inquiry.parameters
    if wanted["amount"] < 1:
        raise invalid([Violation(("query", "amount"), str(wanted["amount"]), "1 or more")])
    channel = channel_at(state, PROVIDER, wanted["channelKey"])
    no = channel.declines("promotions")
    if no:
        raise refusal(no.pg_code, no.pg_message)
    company = wanted.get("cardCompany")
    found = [
        each.json()
        for each in state.settings.gateway_promotions
        if each.minimum <= wanted["amount"]
        and each.channel in (None, channel.key)
        and company in (None, each.card_company)
    ]
    return {"promotions": found}
