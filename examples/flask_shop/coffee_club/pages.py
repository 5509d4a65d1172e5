"""What members do: join, look, leave; and what the monthly job does."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, current_app, request

from coffee_club.portone import AlreadyPaidError, DeclinedError, UnknownKeyError

if TYPE_CHECKING:
    from coffee_club.members import Members
    from coffee_club.portone import PortOne

PRICE = 24_000
"""A month of coffee, in won."""

LABELS = {
    "READY": "not begun",
    "PAY_PENDING": "waiting for the bank",
    "VIRTUAL_ACCOUNT_ISSUED": "waiting for your transfer",
    "PAID": "paid",
    "FAILED": "declined",
    "PARTIAL_CANCELLED": "refunded in part",
    "CANCELLED": "refunded",
}

Answer = tuple[dict[str, Any], int]

pages = Blueprint("pages", __name__)


def members() -> Members:
    """The members of this club."""
    return current_app.extensions["members"]


def portone() -> PortOne:
    """PortOne, with the club's secret."""
    return current_app.extensions["portone"]


def existing(member: str) -> dict[str, Any]:
    """The member, or 404."""
    return members().get(member) or abort(HTTPStatus.NOT_FOUND)


@pages.post("/members")
def join() -> Answer:
    """Let somebody in whose card is registered, and charge the first month."""
    member, key = request.json["id"], request.json["billing_key"]
    try:
        registered = portone().billing_key(key)
    except UnknownKeyError:
        return {"error": "no such card"}, HTTPStatus.BAD_REQUEST
    if registered["status"] != "ISSUED":
        return {"error": "the card is no longer registered"}, HTTPStatus.BAD_REQUEST
    members().add(member, key)
    return charge(member)


@pages.post("/members/<member>/charges")
def charge(member: str) -> Answer:
    """Charge the next month."""
    who = existing(member)
    payment_id = f"{member}-{who['months'] + 1}"
    members().note_charge(payment_id, member, None)
    try:
        paid_at = portone().charge(payment_id, who["billing_key"], "coffee for a month", PRICE).paid_at.isoformat()
    except AlreadyPaidError:
        paid_at = portone().payment(payment_id)["paidAt"]
    except DeclinedError as error:
        members().set_state(member, "past due")
        return {"error": error.problem.pg_message}, HTTPStatus.PAYMENT_REQUIRED
    members().note_charge(payment_id, member, paid_at)
    members().set_state(member, "active")
    return existing(member), HTTPStatus.CREATED


@pages.get("/members/<member>")
def show(member: str) -> dict[str, Any]:
    """Show how a member stands."""
    return existing(member)


@pages.get("/members/<member>/card")
def card(member: str) -> dict[str, Any]:
    """Show which card is charged, as PortOne describes it."""
    registered = portone().billing_key(existing(member)["billing_key"])
    cards = [method["card"] for method in registered.get("methods", ()) if method.get("card")]
    return {"card": cards[0] if cards else None}


@pages.get("/charges/<payment_id>")
def show_charge(payment_id: str) -> dict[str, str]:
    """Show how a charge stands, in words."""
    payment = portone().payment(payment_id)
    return {"id": payment_id, "status": LABELS[payment["status"]]}


@pages.delete("/members/<member>")
def leave(member: str) -> dict[str, Any]:
    """Let a member go, and forget the card."""
    try:
        portone().delete_billing_key(existing(member)["billing_key"])
    except UnknownKeyError:
        current_app.logger.info("%s's card was forgotten before", member)
    members().set_state(member, "gone")
    return existing(member)
