"""Deliveries of which Paymentwall wants to be told: `POST /paymentwall/delivery/confirm`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.gateways.attempts import attempts
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State

PROVIDER = "PAYMENTWALL"

_PHYSICAL = (
    "carrierType",
    "shippingAddressCountry",
    "shippingAddressCity",
    "shippingAddressZip",
    "shippingAddressState",
    "shippingAddressStreet",
    "shippingAddressPhone",
    "shippingAddressFirstname",
    "shippingAddressLastname",
)
"""What has to be told of a parcel."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was told last of the delivery of what was paid for.

    Attributes:
        transaction_id: the attempt that paid.
        payment_id: its payment.
        status: a `PaymentwallDeliveryStatus`.
        told: all of it, as `ConfirmPaymentwallDeliveryBody`.
        at: when.
    """

    transaction_id: str
    payment_id: str
    status: str
    told: Mapping[str, Any]
    at: datetime


def confirm(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """Keep what is told of a delivery, in the place of what was told before."""
    body = inquiry.body
    _check(body)
    transaction_id = body["transactionId"]
    paid = next((each for each in attempts(state, PROVIDER) if each.transaction_id == transaction_id), None)
    if paid is None or paid.paid_at is None:
        message = f"No payment at {PROVIDER} was paid with the transactionId {transaction_id!r}"
        raise Refusal("PAYMENT_NOT_FOUND", message)
    delivery = Delivery(transaction_id, paid.id, body["deliveryStatus"], body, state.clock.now)
    state.paymentwall_deliveries[transaction_id] = delivery
    return {}


def _check(body: Mapping[str, Any]) -> None:
    checks = Checks()
    if body["deliveryType"] == "PHYSICAL":
        for name in _PHYSICAL:
            checks.exactly_one((), body, name)
    checks.done()
