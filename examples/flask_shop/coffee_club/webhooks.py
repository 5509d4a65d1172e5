"""What PortOne tells the club (webhooks of version 2024-04-25)."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus

from flask import Blueprint, abort, current_app, request
from portone_server_sdk import webhook

from coffee_club.pages import members, portone

webhooks = Blueprint("webhooks", __name__)


class Event(StrEnum):
    """What may happen."""

    READY = "Transaction.Ready"
    PAID = "Transaction.Paid"
    FAILED = "Transaction.Failed"
    PAY_PENDING = "Transaction.PayPending"
    VIRTUAL_ACCOUNT_ISSUED = "Transaction.VirtualAccountIssued"
    PARTIAL_CANCELLED = "Transaction.PartialCancelled"
    CANCELLED = "Transaction.Cancelled"
    CANCEL_PENDING = "Transaction.CancelPending"
    KEY_READY = "BillingKey.Ready"
    KEY_ISSUED = "BillingKey.Issued"
    KEY_FAILED = "BillingKey.Failed"
    KEY_UPDATED = "BillingKey.Updated"
    KEY_DELETED = "BillingKey.Deleted"


@webhooks.post("/webhooks/portone")
def hear() -> tuple[str, int]:
    """Hear what happened, if it is PortOne who says so."""
    payload = request.get_data(as_text=True)
    try:
        webhook.verify(current_app.config["PORTONE_WEBHOOK_SECRET"], payload, request.headers)
    except webhook.WebhookVerificationError:
        abort(HTTPStatus.UNAUTHORIZED)
    message = request.get_json()
    event, data = Event(message["type"]), message["data"]
    if event in {Event.PAID, Event.FAILED}:
        settle(data["paymentId"])
    elif event is Event.KEY_DELETED:
        say_goodbye(data["billingKey"])
    return "", HTTPStatus.NO_CONTENT


def settle(payment_id: str) -> None:
    """Look up a charge; who tells us is not who decides."""
    member = members().charged(payment_id)
    if member is None:
        return
    payment = portone().payment(payment_id)
    if payment["status"] == "PAID":
        members().note_charge(payment_id, member, payment["paidAt"])
        members().set_state(member, "active")
    elif payment["status"] == "FAILED":
        members().set_state(member, "past due")


def say_goodbye(billing_key: str) -> None:
    """Whose card is forgotten can't be charged any more."""
    member = members().with_key(billing_key)
    if member is not None:
        members().set_state(member, "gone")
