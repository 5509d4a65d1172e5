"""PortOne's own payment page, to which a payment session's URL leads: what stands there, and what customers do.

Whoever asks this server for a session gets a URL that leads here. The browser is sent on to the session's
`redirectUrl` with what the browser SDK tells in its redirections; PortOne documents only that it is sent there.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox import CheckoutError
from pytest_portone.sandbox.payment_sessions import desk, profiles
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.server import CONTROL
from pytest_portone.serving.answers import ControlError
from pytest_portone.serving.checkout import CLOSED, failed, paid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox import Request, Response, Sandbox
    from pytest_portone.sandbox.payment_sessions.models import PaymentSession
    from pytest_portone.sandbox.payments.models import Payment

_PAGE = f"{CONTROL}sessions/"
_SHOWN = (
    "orderName",
    "totalAmount",
    "currency",
    "products",
    "customerName",
    "customerEmail",
    "storeName",
    "agreements",
    "colors",
)
"""What of a session stands on its page."""
_TYPE = "PAYMENT"
_OK = 200
_GONE = {"SESSION_NOT_FOUND": 404, "SESSION_EXPIRED": 410}


def led_here(request: Request, response: Response) -> Response:
    """An answer of the API's: where it is a session that was created, with a URL that leads to this server's page."""
    if (request.method, request.path, response.status) != ("POST", "/payment-sessions", _OK):
        return response
    here = f"http://{request.headers.get('host', '')}{_PAGE}"
    there, page = (json.dumps(each)[:-1].encode() for each in (desk.PAGE, here))
    return replace(response, body=response.body.replace(there, page, 1))


def is_page(path: str) -> bool:
    """Whether a path is that of a session's page, of a session that exists or not."""
    return path.startswith(_PAGE) and "/" not in path.removeprefix(_PAGE)


def visit(sandbox: Sandbox, told: Mapping[str, Any]) -> dict[str, Any]:
    """What stands on a session's page.

    Args:
        sandbox: whose session it is.
        told: `session`, its id.

    Raises:
        ControlError: `SESSION_NOT_FOUND`; `SESSION_EXPIRED`.
    """
    with sandbox.webhooks.post.lock:
        state = sandbox.webhooks.post.state
        asked = _session(sandbox, told).asked
        offered = profiles.profile(state, asked["profileKey"]).offers(
            asked["country"], asked["currency"], asked["totalAmount"]
        )
    methods = [each.method for each in offered if asked.get("paymentMethod") in {None, each.method}]
    return {
        **{name: asked[name] for name in _SHOWN if name in asked},
        "paymentId": asked["paymentId"],
        "methods": methods,
        "choices": list(_CHOICES) if methods else [],
    }


def decide(sandbox: Sandbox, told: Mapping[str, Any]) -> dict[str, Any]:
    """Do on a session's page what the customer chose.

    Args:
        sandbox: whose session it is.
        told: `session`, its id; `choice`; and `method`, one of those that the page offers.

    Returns:
        `response`, what became of it; and `redirectUrl`, where the browser goes with it, if the session says so.

    Raises:
        ControlError: as `visit`.
    """
    asked = _session(sandbox, told).asked
    try:
        response = paid(_CHOICES[told["choice"]](sandbox, asked, told))
    except Exception as error:  # noqa: BLE001 - it is the customer who hears of it
        response = failed(_TYPE, asked, error, sandbox)
    redirect = {"redirectUrl": asked["redirectUrl"]} if asked.get("redirectUrl") else {}
    return {"response": {"transactionType": _TYPE, **response}, **redirect}


def _session(sandbox: Sandbox, told: Mapping[str, Any]) -> PaymentSession:
    """The session, if it can be paid.

    Raises:
        ControlError: it can't be.
    """
    try:
        with sandbox.webhooks.post.lock:
            return desk.usable(sandbox.webhooks.post.state, told["session"])
    except Refusal as refusal:
        raise ControlError(_GONE[refusal.type], refusal.type, refusal.message) from None


def _pay(sandbox: Sandbox, _: Mapping[str, Any], told: Mapping[str, Any]) -> Payment:
    return sandbox.customer.pay_session(told["session"], told.get("method"))


def _decline(sandbox: Sandbox, asked: Mapping[str, Any], told: Mapping[str, Any]) -> Payment:
    sandbox.customer.open_session(told["session"], told.get("method"))
    return sandbox.customer.fail(asked["paymentId"], store_id=asked["storeId"])


def _pend(sandbox: Sandbox, asked: Mapping[str, Any], told: Mapping[str, Any]) -> Payment:
    sandbox.customer.open_session(told["session"], told.get("method"))
    return sandbox.customer.pend(asked["paymentId"], store_id=asked["storeId"])


def _abandon(sandbox: Sandbox, _: Mapping[str, Any], told: Mapping[str, Any]) -> Payment:
    sandbox.customer.open_session(told["session"], told.get("method"))
    raise CheckoutError("PGProviderError", CLOSED)


_CHOICES: Mapping[str, Callable[[Sandbox, Mapping[str, Any], Mapping[str, Any]], Payment]] = {
    "pay": _pay,
    "decline": _decline,
    "pend": _pend,
    "abandon": _abandon,
}
_ID = {"type": "string", "minLength": 1}
VISIT: Mapping[str, Any] = {
    "type": "object",
    "properties": {"session": _ID},
    "required": ["session"],
    "additionalProperties": False,
}
"""The schema of a visit."""
DECISION: Mapping[str, Any] = {
    "type": "object",
    "properties": {"session": _ID, "choice": {"enum": list(_CHOICES)}, "method": {"type": ["string", "null"]}},
    "required": ["session", "choice"],
    "additionalProperties": False,
}
"""The schema of what a customer decides."""
