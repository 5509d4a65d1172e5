"""Identity verifications on the wire: a handler an operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.domain import Route, Shown
from pytest_portone.sandbox.identity_verifications import listing, verifying
from pytest_portone.sandbox.identity_verifications.models import refuse_verified
from pytest_portone.sandbox.identity_verifications.people import Person, facts_of
from pytest_portone.sandbox.identity_verifications.views import identity_verification_json
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.identity_verifications.models import IdentityVerification
    from pytest_portone.sandbox.state import State


def _found(state: State, inquiry: Inquiry) -> IdentityVerification:
    verification_id = inquiry.parameters["identityVerificationId"]
    found = state.identity_verifications_of(inquiry.store_id).get(verification_id)
    if found is None:
        message = f"There is no identity verification {verification_id!r}"
        raise Refusal("IDENTITY_VERIFICATION_NOT_FOUND", message)
    return found


def _get(state: State, inquiry: Inquiry) -> Shown:
    found = _found(state, inquiry)
    store = state.store(inquiry.store_id)
    return Shown(found.rendered, partial(identity_verification_json, found, store))


def _send(state: State, inquiry: Inquiry) -> dict[str, Any]:
    body, verification_id = inquiry.body, inquiry.parameters["identityVerificationId"]
    person = _person(body)
    known = state.identity_verifications_of(inquiry.store_id).get(verification_id)
    channel = state.channels.chosen(body["channelKey"])[0]
    refuse_verified(known)
    if known is not None and known.status == "READY" and known.sent_at is not None:
        message = f"The identity verification {verification_id!r} was sent already, by {known.method}"
        raise Refusal("IDENTITY_VERIFICATION_ALREADY_SENT", message)
    attempt = verifying.begin(
        state, verification_id, person, channel, store_id=inquiry.store_id, custom_data=body.get("customData")
    )
    verifying.send(state, attempt, body["method"])
    return {}


def _person(body: Mapping[str, Any]) -> Person:
    """The customer whom a body names (`SendIdentityVerificationBody`).

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    sent, checks = body["customer"], Checks()
    number, phone = sent.get("identityNumber"), sent["phoneNumber"]
    checks.require(("customer", "name"), sent["name"], "a name that is not blank", met=bool(sent["name"].strip()))
    checks.require(("customer", "phoneNumber"), phone, "digits only", met=phone.isascii() and phone.isdecimal())
    try:
        facts = facts_of(number)
    except ValueError:
        facts = {}
        path, expected = ("customer", "identityNumber"), "the first 7 digits of a resident registration number"
        checks.require(path, None, expected, met=False, hidden=True)
    if body["method"] == "SMS":
        checks.exactly_one(("customer",), sent, "identityNumber")
    checks.done()
    return Person(name=sent["name"], id=sent.get("id"), phone_number=phone, operator=body["operator"], **facts)


def _resend(state: State, inquiry: Inquiry) -> dict[str, Any]:
    verifying.resend(state, _found(state, inquiry))
    return {}


def _confirm(state: State, inquiry: Inquiry) -> dict[str, Any]:
    found, otp = _found(state, inquiry), inquiry.body.get("otp")
    verifying.waiting(found)
    if found.otp is not None:
        checks = Checks()
        checks.exactly_one((), inquiry.body, "otp")
        checks.done()
    verified = verifying.confirm(state, found, otp)
    return {"identityVerification": identity_verification_json(verified, state.store(inquiry.store_id))}


_ONE = "/identity-verifications/{identityVerificationId}"

ROUTES = (
    Route("GET", _ONE, "IdentityVerification", _get),
    Route("GET", "/identity-verifications", "GetIdentityVerificationsResponse", listing.by_page),
    Route("POST", f"{_ONE}/send", "SendIdentityVerificationResponse", _send),
    Route("POST", f"{_ONE}/resend", "ResendIdentityVerificationResponse", _resend),
    Route("POST", f"{_ONE}/confirm", "ConfirmIdentityVerificationResponse", _confirm),
)
