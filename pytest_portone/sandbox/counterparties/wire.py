"""Counterparties on the wire: a handler an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.counterparties import book, certificates, keeping, listing, verifying
from pytest_portone.sandbox.counterparties.sides import side_of
from pytest_portone.sandbox.counterparties.views import certificate_json, counterparty_json
from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.tax_invoices.ongoing import refuse_ongoing

if TYPE_CHECKING:
    from pytest_portone.sandbox.counterparties.models import Counterparty
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State

_MOST_NUMBERS = 100


def _found(state: State, inquiry: Inquiry) -> Counterparty:
    return book.get(state, side_of(state, inquiry), inquiry.parameters["counterpartyId"])


def _get(state: State, inquiry: Inquiry) -> dict[str, Any]:
    return counterparty_json(_found(state, inquiry))


def _create(state: State, inquiry: Inquiry) -> dict[str, Any]:
    side, body, checks = side_of(state, inquiry), inquiry.body, Checks()
    named = body.get("counterpartyId")
    checks.require(("counterpartyId",), named, "an id that is not blank", met=named is None or bool(named.strip()))
    checks.done()
    made = keeping.create(state, side, named, body["counterparty"], body.get("options", {}))
    return {"counterparty": counterparty_json(made)}


def _update(state: State, inquiry: Inquiry) -> dict[str, Any]:
    body = inquiry.body
    changed = keeping.change(state, _found(state, inquiry), body["counterparty"], body.get("options", {}))
    return {"counterparty": counterparty_json(changed)}


def _delete(state: State, inquiry: Inquiry) -> dict[str, Any]:
    found = _found(state, inquiry)
    keeping.refuse_partners(found, "DELETABLE")
    refuse_ongoing(state, found)
    del state.counterparties[found.side, found.id]
    return {}


def _look_up(state: State, inquiry: Inquiry) -> dict[str, Any]:
    side_of(state, inquiry)
    asked, checks = inquiry.body["brnList"], Checks()
    checks.require(("brnList",), len(asked), f"1 to {_MOST_NUMBERS} numbers", met=0 < len(asked) <= _MOST_NUMBERS)
    checks.done()
    return {"result": [verifying.look_up(state, each) for each in asked]}


def _registration_url(state: State, inquiry: Inquiry) -> dict[str, str]:
    found = book.get_connected(state, side_of(state, inquiry), inquiry.parameters["brn"])
    return {"url": f"https://example.com/certificates/{found.brn}?ticket={state.identifiers.uuid()}"}


def _certificate(state: State, inquiry: Inquiry) -> dict[str, Any]:
    return certificate_json(certificates.get(state, side_of(state, inquiry), inquiry.parameters["brn"]))


def _validate(state: State, inquiry: Inquiry) -> dict[str, bool]:
    found = certificates.get(state, side_of(state, inquiry), inquiry.parameters["brn"])
    return {"isValid": state.clock.now < found.expired_at}


_ONE = "/b2b/counterparties/{counterpartyId}"
_CERTIFICATE = "/b2b/counterparties/{brn}/certificate"

ROUTES = (
    Route("GET", "/b2b/counterparties", "GetB2bCounterpartiesResponse", listing.by_page),
    Route("POST", "/b2b/counterparties", "CreateB2bCounterpartyResponse", _create),
    Route("GET", _ONE, "B2bCounterparty", _get),
    Route("PATCH", _ONE, "UpdateB2bCounterpartyResponse", _update),
    Route("DELETE", _ONE, "DeleteB2bCounterpartyResponse", _delete),
    Route("POST", "/b2b/companies/business-info", "GetB2bBusinessInfosResponse", _look_up),
    Route(
        "GET",
        f"{_CERTIFICATE}/registration-url",
        "GetB2bCounterpartyCertificateRegistrationUrlResponse",
        _registration_url,
    ),
    Route("GET", _CERTIFICATE, "B2bCertificate", _certificate),
    Route("POST", f"{_CERTIFICATE}/validate", "ValidateB2bCounterpartyCertificateResponse", _validate),
)
