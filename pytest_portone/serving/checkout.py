"""The window of the browser SDK's stand-in: what the merchant's page asks for, and what becomes of it.

The page gets an object as the browser SDK gives it: `transactionType`, the ids, and where it failed `code` and
`message`. A window that the customer closes is the gateway's error `PGProviderError`, for the SDK documents no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_portone.sandbox import CheckoutError
from pytest_portone.serving import handed, reading
from pytest_portone.serving.answers import ControlError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox import Sandbox

CLOSED = "the customer closed the window"
UNCONFIRMED = "NEEDS_CONFIRMATION"
"""What the page gets instead of a billing key that the merchant has yet to confirm, by PortOne's guide."""
_TEXT: Mapping[str, Any] = {"type": "string"}
_NAMED: Mapping[str, Any] = {"type": "string", "minLength": 1}
_AMOUNT: Mapping[str, Any] = {"type": "integer", "minimum": 0}
_COMMON: Mapping[str, Any] = {
    "storeId": _NAMED,
    "channelKey": _NAMED,
    "channelGroupId": _NAMED,
    "customer": {"type": "object"},
    "redirectUrl": _TEXT,
    "noticeUrls": {"type": "array", "items": _TEXT},
}
_ORDER: Mapping[str, Any] = {
    **_COMMON,
    "paymentId": _NAMED,
    "orderName": _NAMED,
    "totalAmount": {"type": "integer", "minimum": 1},
    "currency": _NAMED,
    "taxFreeAmount": _AMOUNT,
    "vatAmount": _AMOUNT,
    "isEscrow": {"type": "boolean"},
    "country": _NAMED,
    "promotionId": _NAMED,
    "confirmUrl": _NAMED,
    "products": {"type": "array", "items": {"type": "object"}},
}
_ORDERED = ("storeId", "paymentId", "orderName", "totalAmount", "currency")


@dataclass(frozen=True, slots=True)
class Kind:
    """A method of the browser SDK.

    Attributes:
        type: of its transactions.
        schema: of its request, as far as the sandbox reads it.
        open: opens the window; what is to be shown there.
        choices: what the customer can do there.
    """

    type: str
    schema: Mapping[str, Any]
    open: Callable[[Sandbox, Mapping[str, Any]], Mapping[str, Any]]
    choices: Mapping[str, Callable[[Sandbox, Mapping[str, Any]], Mapping[str, Any]]]


def _schema(required: tuple[str, ...], properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a request. Fields that the sandbox does not read are the gateways' business, and permitted."""
    return {"type": "object", "required": list(required), "properties": properties}


def open_window(sandbox: Sandbox, told: Mapping[str, Any]) -> dict[str, Any]:
    """Open a window.

    Args:
        sandbox: whose customer opens it.
        told: `kind`, a key of `KINDS`; and `request`, what the page handed to the SDK.

    Returns:
        `shown`, what stands in the window; or `response`, what the page gets at once.
    """
    kind = KINDS[told["kind"]]
    try:
        return {"shown": {**kind.open(sandbox, _read(kind, told["request"])), "choices": list(kind.choices)}}
    except Exception as error:  # noqa: BLE001 - it is the page that hears of it
        return {"response": failed(kind.type, told["request"], error)}


def decide(sandbox: Sandbox, told: Mapping[str, Any]) -> dict[str, Any]:
    """Do in a window what the customer chose.

    Args:
        sandbox: whose customer it is.
        told: as for `open_window`, and `choice`.

    Returns:
        `response`, what the page gets.

    Raises:
        ControlError: `WRONG_ARGUMENTS`, where there is no such choice.
    """
    kind = KINDS[told["kind"]]
    choice = kind.choices.get(told.get("choice", ""))
    if choice is None:
        raise ControlError(400, "WRONG_ARGUMENTS", f"choice: expected one of {', '.join(kind.choices)}")
    try:
        return {"response": {"transactionType": kind.type, **choice(sandbox, _read(kind, told["request"]))}}
    except Exception as error:  # noqa: BLE001 - it is the page that hears of it
        return {"response": failed(kind.type, told["request"], error, sandbox)}


def _read(kind: Kind, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """A request that is one.

    Raises:
        CheckoutError: `RequestParseFailed`, with everything that is wrong with it.
    """
    problems = []
    try:
        reading.checked(request, kind.schema)
    except ControlError as error:
        problems = [str(error)]
    if not request.get("channelKey") and not request.get("channelGroupId"):
        problems.append("/channelKey: is missing, and /channelGroupId too")
    redirect = request.get("redirectUrl")
    if isinstance(redirect, str) and urlsplit(redirect).scheme not in {"http", "https"}:
        problems.append("/redirectUrl: expected an absolute URL of http or https")
    if "payMethod" in kind.schema["required"]:
        problems += _wrong_method(request)
    if problems:
        raise CheckoutError(handed.PARSE_FAILED, "; ".join(problems))
    return request


def _wrong_method(request: Mapping[str, Any]) -> list[str]:
    method = request.get("payMethod")
    if isinstance(method, str) and handed.bare(method, "PAY_METHOD") in handed.METHODS:
        return []
    received = "nothing" if method is None else repr(method) if isinstance(method, str) else "no text"
    return [f"/payMethod: received {received}, expected one of {', '.join(handed.METHODS)}"]


def failed(
    type: str,  # noqa: A002 - what the SDK calls it
    request: Mapping[str, Any],
    error: Exception,
    sandbox: Sandbox | None = None,
) -> dict[str, Any]:
    """What the page gets instead of a success.

    Args:
        type: of the transaction.
        request: what was asked for.
        error: what came of it.
        sandbox: where it was begun; None where it was not.
    """
    known = isinstance(error, CheckoutError)
    code = error.code if isinstance(error, CheckoutError) else handed.PARSE_FAILED
    message = error.message if isinstance(error, CheckoutError) else f"{error}"
    told = {"transactionType": type, **_ids(request, sandbox), "code": code, "message": message}
    return told | ({"pgCode": "SANDBOX", "pgMessage": message} if known and code == "PGProviderError" else {})


def _ids(request: Mapping[str, Any], sandbox: Sandbox | None) -> dict[str, str]:
    """The ids of what was asked for, and where it was begun, of its attempt."""
    payment_id, verification_id = request.get("paymentId"), request.get("identityVerificationId")
    if isinstance(payment_id, str):
        payment = sandbox.payments.get(payment_id) if sandbox else None
        return {"paymentId": payment_id} | ({"txId": payment.transaction_id} if payment else {})
    if not isinstance(verification_id, str):
        return {}
    found = sandbox.identity_verifications.get(verification_id) if sandbox else None
    begun = {"identityVerificationTxId": found.tx_id} if found else {}
    return {"identityVerificationId": verification_id, **begun}


def _open_payment(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    checkout = handed.checkout(sandbox, request)
    payment = sandbox.customer.open(request["paymentId"], request["totalAmount"], **checkout)
    return _shown(request) | {"account": (payment.order.method or {}).get("type") == "PaymentMethodVirtualAccount"}


def _shown(request: Mapping[str, Any]) -> dict[str, Any]:
    named = ("orderName", "totalAmount", "currency", "paymentId", "issueName", "issueId", "identityVerificationId")
    return {name: request[name] for name in named if isinstance(request.get(name), str | int)}


def _store(request: Mapping[str, Any]) -> dict[str, Any]:
    return {"store_id": request.get("storeId")}


def _refuse_paid(sandbox: Sandbox, request: Mapping[str, Any]) -> None:
    payment = sandbox.webhooks.post.state.payments_of(request.get("storeId")).get(request["paymentId"])
    if payment is not None and payment.paid_at is not None:
        raise CheckoutError("PaymentAlreadyPaid", f"the payment {payment.id!r} is {payment.status}")


def paid(payment: Any) -> dict[str, Any]:
    """What the page gets for a payment that went well; for one that failed, why."""
    told = {"txId": payment.transaction_id, "paymentId": payment.id}
    if payment.token is not None:
        told["paymentToken"] = payment.token
    return told | _why(payment)


def _why(record: Any) -> dict[str, str]:
    """Why the gateway let a payment or a verification fail; nothing, where it did not."""
    failure = record.failure
    if record.status != "FAILED" or failure is None:
        return {}
    return {
        "code": "PGProviderError",
        "message": failure.reason,
        "pgCode": failure.pg_code or "",
        "pgMessage": failure.pg_message or "",
    }


def _pay(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    _refuse_paid(sandbox, request)
    return paid(sandbox.customer.pay(request["paymentId"], **_store(request)))


def _decline(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    _refuse_paid(sandbox, request)
    return paid(sandbox.customer.fail(request["paymentId"], **_store(request)))


def _pend(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    _refuse_paid(sandbox, request)
    return paid(sandbox.customer.pend(request["paymentId"], **_store(request)))


def _abandon(_: Sandbox, __: Mapping[str, Any]) -> Mapping[str, Any]:
    raise CheckoutError("PGProviderError", CLOSED)


def _nothing(_: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    return _shown(request)


def _issue(sandbox: Sandbox, request: Mapping[str, Any], **how: Any) -> Mapping[str, Any]:
    key = sandbox.customer.issue_billing_key(
        channel=handed.channel(sandbox, request),
        customer=handed.customer(request.get("customer", {})),
        custom_data=request.get("customData"),
        issue_id=request.get("issueId"),
        issue_name=request.get("issueName"),
        platform=handed.platform(request),
        store_id=request.get("storeId"),
        **how,
    )
    if key.status == "NEEDS_CONFIRMATION":
        return {"billingKey": UNCONFIRMED, "billingIssueToken": key.token}
    return {"billingKey": key.id}


def _refuse_card(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    declines = sandbox.settings.declines.items()
    number = next((number for number, decline in declines if "issue" in decline.at), None)
    if number is None:
        raise CheckoutError("PGProviderError", "the card was declined")
    return _issue(sandbox, request, card_number=number)


def _leave_card(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    _issue(sandbox, request, finish=False)
    return _abandon(sandbox, request)


def _issue_and_pay(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    checkout = handed.checkout(sandbox, request)
    key = sandbox.customer.issue_and_pay(request["paymentId"], request["totalAmount"], **checkout)
    return {
        "billingKey": UNCONFIRMED,
        "billingIssueToken": key.token,
        "paymentId": request["paymentId"],
        "txId": UNCONFIRMED,
    }


def _open_identity(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    found = sandbox.customer.open_identity_window(request["identityVerificationId"], **handed.proof(sandbox, request))
    return _shown(request) | {"person": found.person.name}


def _verify(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    verification_id, proof = request["identityVerificationId"], _window_or_proof(sandbox, request)
    return _verified(sandbox.customer.verify_identity(verification_id, **proof))


def _fail_identity(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    verification_id, proof = request["identityVerificationId"], _window_or_proof(sandbox, request)
    reason = "the identity could not be verified"
    return _verified(sandbox.customer.fail_identity(verification_id, reason=reason, **proof))


def _window_or_proof(sandbox: Sandbox, request: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing but the store, where a window is open to go on in; else all that opens another one."""
    state = sandbox.webhooks.post.state
    found = state.identity_verifications_of(request.get("storeId")).get(request["identityVerificationId"])
    return _store(request) if found and found.status == "READY" else handed.proof(sandbox, request)


def _verified(found: Any) -> dict[str, Any]:
    return {"identityVerificationId": found.id, "identityVerificationTxId": found.tx_id, **_why(found)}


_CARD: Mapping[str, Any] = {**_COMMON, "billingKeyMethod": _NAMED, "issueId": _NAMED, "issueName": _NAMED}
KINDS: Mapping[str, Kind] = {
    "payment": Kind(
        "PAYMENT",
        _schema((*_ORDERED, "payMethod"), _ORDER),
        _open_payment,
        {"pay": _pay, "decline": _decline, "pend": _pend, "abandon": _abandon},
    ),
    "billing-key": Kind(
        "ISSUE_BILLING_KEY",
        _schema(("storeId", "billingKeyMethod"), _CARD),
        _nothing,
        {"issue": _issue, "decline": _refuse_card, "abandon": _leave_card},
    ),
    "billing-key-and-pay": Kind(
        "ISSUE_BILLING_KEY_AND_PAY",
        _schema((*_ORDERED, "billingKeyMethod"), {**_ORDER, "billingKeyMethod": _NAMED}),
        _nothing,
        {"issue": _issue_and_pay, "abandon": _abandon},
    ),
    "identity-verification": Kind(
        "IDENTITY_VERIFICATION",
        _schema(("storeId", "identityVerificationId"), {**_COMMON, "identityVerificationId": _NAMED}),
        _open_identity,
        {"verify": _verify, "decline": _fail_identity, "abandon": _abandon},
    ),
}
"""The methods of the browser SDK that the window stands for."""
ASKED: Mapping[str, Any] = {
    "type": "object",
    "properties": {"kind": {"enum": list(KINDS)}, "request": {"type": "object"}, "choice": _TEXT},
    "required": ["kind", "request"],
    "additionalProperties": False,
}
"""The schema of what the window sends."""
