"""The window of the browser SDK's stand-in: what the merchant's page asks for, and what becomes of it.

The page gets an object as the browser SDK gives it: `transactionType`, the ids, and where it failed `code` and
`message`. A window that the customer closes is the gateway's error `PGProviderError`, for the SDK documents no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_portone.sandbox import CheckoutError
from pytest_portone.sandbox.channels import routed
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.customer.errors import told_the_customer
from pytest_portone.sandbox.payments import methods
from pytest_portone.serving import reading
from pytest_portone.serving.answers import ControlError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox import Sandbox

PARSE_FAILED = "RequestParseFailed"
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
    "products": {"type": "array", "items": {"type": "object"}},
}
_ORDERED = ("storeId", "paymentId", "orderName", "totalAmount", "currency")
_METHODS = {
    "CARD": "CARD",
    "TRANSFER": "TRANSFER",
    "MOBILE": "MOBILE",
    "GIFT_CERTIFICATE": "GIFT_CERTIFICATE",
    "CONVENIENCE_STORE": "CONVENIENCE_STORE",
    "EASY_PAY": "EASY_PAY",
    "VIRTUAL_ACCOUNT": "VIRTUAL_ACCOUNT",
    "CRYPTO": "CRYPTO",
    "PAYPAL": "PAYPAL",
    "ALIPAY": "ALIPAY",
    "ALIPAY_PLUS": "ALIPAY_PLUS",
}
_WALLETS = frozenset({"PAYPAL", "ALIPAY", "ALIPAY_PLUS"})
_HOURS = 72
"""How long a virtual account waits for its deposit, where the page does not say."""


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
        return {"response": _failure(kind, told["request"], error)}


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
        return {"response": _failure(kind, told["request"], error, sandbox)}


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
        raise CheckoutError(PARSE_FAILED, "; ".join(problems))
    return request


def _wrong_method(request: Mapping[str, Any]) -> list[str]:
    method = request.get("payMethod")
    if isinstance(method, str) and _bare(method, "PAY_METHOD") in _METHODS:
        return []
    received = "nothing" if method is None else repr(method) if isinstance(method, str) else "no text"
    return [f"/payMethod: received {received}, expected one of {', '.join(_METHODS)}"]


def _bare(value: str, prefix: str) -> str:
    """A value of an enum without the prefix that the SDK also takes: `CURRENCY_KRW` is `KRW`."""
    return value.removeprefix(f"{prefix}_")


def _failure(
    kind: Kind, request: Mapping[str, Any], error: Exception, sandbox: Sandbox | None = None
) -> dict[str, Any]:
    """What the page gets instead of a success."""
    known = isinstance(error, CheckoutError)
    code = error.code if isinstance(error, CheckoutError) else PARSE_FAILED
    message = error.message if isinstance(error, CheckoutError) else f"{error}"
    told = {"transactionType": kind.type, **_ids(request, sandbox), "code": code, "message": message}
    return told | ({"pgCode": "SANDBOX", "pgMessage": message} if known and code == "PGProviderError" else {})


def _ids(request: Mapping[str, Any], sandbox: Sandbox | None) -> dict[str, str]:
    payment_id = request.get("paymentId")
    if not isinstance(payment_id, str):
        return {}
    payment = sandbox.payments.get(payment_id) if sandbox else None
    return {"paymentId": payment_id} | ({"txId": payment.transaction_id} if payment else {})


def _channel(sandbox: Sandbox, request: Mapping[str, Any]) -> Any:
    """The channel that a request names, or one of its group.

    Raises:
        CheckoutError: `ChannelNotFound`.
    """
    post = sandbox.webhooks.post
    key = request.get("channelKey")
    with post.lock, told_the_customer():
        channels = post.state.channels.chosen(key, request.get("channelGroupId"))
        return channels[0] if key else routed(channels, post.state.identifiers)


def _checkout(sandbox: Sandbox, request: Mapping[str, Any]) -> dict[str, Any]:
    """The request as `portone.customer` takes it."""
    told = {
        "order_name": request.get("orderName"),
        "currency": _bare(request["currency"], "CURRENCY"),
        "tax_free": request.get("taxFreeAmount"),
        "vat": request.get("vatAmount"),
        "method": _method(sandbox, request),
        "channel": _channel(sandbox, request),
        "customer": _customer(request.get("customer", {})),
        "custom_data": request.get("customData"),
        "promotion": request.get("promotionId"),
        "platform": _platform(request),
        "country": _bare(request.get("country", ""), "COUNTRY") or None,
        "products": request.get("products"),
        "escrow": request.get("isEscrow"),
        "notice_urls": request.get("noticeUrls"),
        "store_id": request.get("storeId"),
    }
    return {name: value for name, value in told.items() if value is not None}


def _platform(request: Mapping[str, Any]) -> str:
    return "MOBILE" if request.get("platform") == "MOBILE" else "PC"


def _method(sandbox: Sandbox, request: Mapping[str, Any]) -> Any:
    named = request.get("payMethod")
    if not isinstance(named, str):
        return None
    name = _METHODS[_bare(named, "PAY_METHOD")]
    if name == "VIRTUAL_ACCOUNT":
        return _account(sandbox, request.get("virtualAccount", {}))
    if name in _WALLETS:
        return {"type": "PaymentMethodEasyPay", "provider": name}
    if name == "EASY_PAY" and isinstance(request.get("easyPay"), dict):
        provider = request["easyPay"].get("easyPayProvider", "KAKAOPAY")
        return {"type": "PaymentMethodEasyPay", "provider": _bare(str(provider), "EASY_PAY_PROVIDER")}
    return name


def _account(sandbox: Sandbox, told: Any) -> Any:
    """A virtual account, as `PaymentMethod`."""
    wishes = told if isinstance(told, dict) else {}
    expiry = wishes.get("accountExpiry")
    hours = expiry.get("validHours", _HOURS) if isinstance(expiry, dict) else _HOURS
    if not isinstance(hours, int) or isinstance(hours, bool) or not 1 <= hours <= 24 * 90:
        raise CheckoutError(PARSE_FAILED, "/virtualAccount/accountExpiry/validHours: expected an integer, 1 to 2160")
    bank = _bare(str(wishes.get("bankCode", "SHINHAN")), "BANK").removesuffix("_BANK")
    post = sandbox.webhooks.post
    with post.lock:
        until = written(post.state.clock.now + timedelta(hours=hours))
        return methods.virtual_account_json(post.state, bank=bank, until=until)


def _customer(told: Mapping[str, Any]) -> dict[str, Any]:
    """The SDK's `Customer` as the API shows it."""
    names = (told.get("firstName"), told.get("lastName"))
    address = told.get("address") if isinstance(told.get("address"), dict) else {}
    lines = [address.get(each) for each in ("addressLine1", "addressLine2", "city", "province")] if address else []
    line = " ".join(each for each in lines if isinstance(each, str))
    found = {
        "id": told.get("customerId"),
        "name": told.get("fullName") or " ".join(each for each in names if isinstance(each, str)) or None,
        "email": told.get("email"),
        "phoneNumber": told.get("phoneNumber"),
        "zipcode": told.get("zipcode"),
        "birthYear": told.get("birthYear"),
        "gender": _bare(str(told["gender"]), "GENDER") if told.get("gender") else None,
        "address": {"type": "ONE_LINE", "oneLine": line} if line else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _open_payment(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    checkout = _checkout(sandbox, request)
    payment = sandbox.customer.open(request["paymentId"], request["totalAmount"], **checkout)
    return _shown(request) | {"account": (payment.order.method or {}).get("type") == "PaymentMethodVirtualAccount"}


def _shown(request: Mapping[str, Any]) -> dict[str, Any]:
    named = ("orderName", "totalAmount", "currency", "paymentId", "issueName", "issueId")
    return {name: request[name] for name in named if isinstance(request.get(name), str | int)}


def _store(request: Mapping[str, Any]) -> dict[str, Any]:
    return {"store_id": request.get("storeId")}


def _refuse_paid(sandbox: Sandbox, request: Mapping[str, Any]) -> None:
    payment = sandbox.webhooks.post.state.payments_of(request.get("storeId")).get(request["paymentId"])
    if payment is not None and payment.paid_at is not None:
        raise CheckoutError("PaymentAlreadyPaid", f"the payment {payment.id!r} is {payment.status}")


def _paid(payment: Any) -> dict[str, Any]:
    """What the page gets for a payment that went well; for one that failed, why."""
    told = {"txId": payment.transaction_id, "paymentId": payment.id}
    if payment.token is not None:
        told["paymentToken"] = payment.token
    if payment.status == "FAILED" and payment.failure is not None:
        failure = payment.failure
        told |= {
            "code": "PGProviderError",
            "message": failure.reason,
            "pgCode": failure.pg_code or "",
            "pgMessage": failure.pg_message or "",
        }
    return told


def _pay(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    _refuse_paid(sandbox, request)
    return _paid(sandbox.customer.pay(request["paymentId"], **_store(request)))


def _decline(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    _refuse_paid(sandbox, request)
    return _paid(sandbox.customer.fail(request["paymentId"], **_store(request)))


def _pend(sandbox: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    _refuse_paid(sandbox, request)
    return _paid(sandbox.customer.pend(request["paymentId"], **_store(request)))


def _abandon(_: Sandbox, __: Mapping[str, Any]) -> Mapping[str, Any]:
    raise CheckoutError("PGProviderError", "the customer closed the window")


def _nothing(_: Sandbox, request: Mapping[str, Any]) -> Mapping[str, Any]:
    return _shown(request)


def _issue(sandbox: Sandbox, request: Mapping[str, Any], **how: Any) -> Mapping[str, Any]:
    key = sandbox.customer.issue_billing_key(
        channel=_channel(sandbox, request),
        customer=_customer(request.get("customer", {})),
        custom_data=request.get("customData"),
        issue_id=request.get("issueId"),
        issue_name=request.get("issueName"),
        platform="MOBILE" if _platform(request) == "MOBILE" else "PC",
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
    checkout = _checkout(sandbox, request)
    key = sandbox.customer.issue_and_pay(request["paymentId"], request["totalAmount"], **checkout)
    return {
        "billingKey": UNCONFIRMED,
        "billingIssueToken": key.token,
        "paymentId": request["paymentId"],
        "txId": UNCONFIRMED,
    }


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
}
"""The methods of the browser SDK that the window stands for."""
ASKED: Mapping[str, Any] = {
    "type": "object",
    "properties": {"kind": {"enum": list(KINDS)}, "request": {"type": "object"}, "choice": _TEXT},
    "required": ["kind", "request"],
    "additionalProperties": False,
}
"""The schema of what the window sends."""
