"""Payment sessions and checkout profiles on the wire: a handler an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.schema import Violation
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.payment_sessions import desk, profiles
from pytest_portone.sandbox.payments import lifecycle
from pytest_portone.sandbox.refusals import Refusal, invalid
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State


def _create(state: State, inquiry: Inquiry) -> dict[str, Any]:
    body = inquiry.body
    _check(body)
    state.store(inquiry.store_id)
    _refuse(state, body)
    session = desk.open_session(state, body)
    return {"sessionId": session.id, "url": desk.url_of(session), "expiresAt": written(session.expires_at)}


def _check(body: Mapping[str, Any]) -> None:
    checks = Checks()
    checks.at_least(("totalAmount",), body["totalAmount"], 1)
    checks.at_least(("ttlSeconds",), body.get("ttlSeconds"), 1)
    for name in ("orderName", "paymentId"):
        checks.require((name,), body[name], "a text that is not blank", met=bool(body[name].strip()))
    for number, each in enumerate(body.get("products", ())):
        checks.at_least(("products", number, "unitPrice"), each["unitPrice"], 0)
        checks.at_least(("products", number, "quantity"), each["quantity"], 1)
    checks.done()


def _refuse(state: State, body: Mapping[str, Any]) -> None:
    """Refuse a session that nobody could pay. PortOne documents no errors of their own for this.

    Raises:
        Refusal: `INVALID_REQUEST`, with all that is wrong.
    """
    wrong = []
    try:
        profiles.profile(state, body["profileKey"])
    except Refusal as unknown:
        wrong.append(Violation(("body", "profileKey"), repr(body["profileKey"]), f"a known one ({unknown.message})"))
    payment = state.payments_of(body["storeId"]).get(body["paymentId"])
    if payment is not None and payment.status in lifecycle.PAID:
        received = f"{payment.id!r}, which is {payment.status}"
        wrong.append(Violation(("body", "paymentId"), received, "the id of a payment that is not paid"))
    if wrong:
        raise invalid(wrong)


def _get(state: State, inquiry: Inquiry) -> dict[str, Any]:
    session = desk.usable(state, inquiry.parameters["sessionId"])
    times = {"createdAt": written(session.created_at), "expiresAt": written(session.expires_at)}
    return {**session.asked, "id": session.id, **times}


def _close(state: State, inquiry: Inquiry) -> dict[str, str]:
    return {"closedAt": written(desk.close(state, desk.found(state, inquiry.parameters["sessionId"])))}


def _evaluate(state: State, inquiry: Inquiry) -> dict[str, Any]:
    wanted = inquiry.parameters
    if wanted["amount"] < 0:
        raise invalid([Violation(("query", "amount"), str(wanted["amount"]), "0 or more")])
    profile = profiles.profile(state, wanted["profileKey"])
    offered = profile.offers(wanted["country"], wanted["currency"], wanted["amount"])
    return {"methods": [each.json() for each in offered]}


ROUTES = (
    Route("POST", "/payment-sessions", "CreatePaymentSessionResponse", _create),
    Route("GET", "/payment-sessions/{sessionId}", "PaymentSession", _get),
    Route("POST", "/payment-sessions/{sessionId}/close", "ClosePaymentSessionResponse", _close),
    Route("GET", "/checkout-profiles/evaluate", "EvaluateCheckoutProfileResponse", _evaluate),
)
