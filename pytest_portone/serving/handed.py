"""What a page hands to the browser SDK, as `portone.customer` takes it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox import CheckoutError
from pytest_portone.sandbox.channels import routed
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.customer.errors import told_the_customer
from pytest_portone.sandbox.payments import methods

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox import Sandbox
    from pytest_portone.sandbox.payments.models import Platform

PARSE_FAILED = "RequestParseFailed"
"""The browser SDK's code for a request that is none."""
_WALLETS = ("PAYPAL", "ALIPAY", "ALIPAY_PLUS")
METHODS = (
    "CARD",
    "TRANSFER",
    "MOBILE",
    "GIFT_CERTIFICATE",
    "CONVENIENCE_STORE",
    "EASY_PAY",
    "VIRTUAL_ACCOUNT",
    "CRYPTO",
    *_WALLETS,
)
"""What a page can pay by (`payMethod`), without its prefix."""
_HOURS = 72
"""How long a virtual account waits for its deposit, where the page does not say."""


def bare(value: str, prefix: str) -> str:
    """A value of an enum without the prefix that the SDK also takes: `CURRENCY_KRW` is `KRW`."""
    return value.removeprefix(f"{prefix}_")


def channel(sandbox: Sandbox, request: Mapping[str, Any]) -> Any:
    """The channel that a request names, or one of its group.

    Raises:
        CheckoutError: `ChannelNotFound`.
    """
    post = sandbox.webhooks.post
    key = request.get("channelKey")
    with post.lock, told_the_customer():
        channels = post.state.channels.chosen(key, request.get("channelGroupId"))
        return channels[0] if key else routed(channels, post.state.identifiers)


def checkout(sandbox: Sandbox, request: Mapping[str, Any]) -> dict[str, Any]:
    """The request as `portone.customer` takes it."""
    told = {
        "order_name": request.get("orderName"),
        "currency": bare(request["currency"], "CURRENCY"),
        "tax_free": request.get("taxFreeAmount"),
        "vat": request.get("vatAmount"),
        "method": _method(sandbox, request),
        "channel": channel(sandbox, request),
        "customer": customer(request.get("customer", {})),
        "custom_data": request.get("customData"),
        "promotion": request.get("promotionId"),
        "platform": platform(request),
        "country": bare(request.get("country", ""), "COUNTRY") or None,
        "products": request.get("products"),
        "escrow": request.get("isEscrow"),
        "notice_urls": request.get("noticeUrls"),
        "confirm_url": request.get("confirmUrl"),
        "store_id": request.get("storeId"),
    }
    return {name: value for name, value in told.items() if value is not None}


def platform(request: Mapping[str, Any]) -> Platform:
    """Where the page is shown."""
    return "MOBILE" if request.get("platform") == "MOBILE" else "PC"


def _method(sandbox: Sandbox, request: Mapping[str, Any]) -> Any:
    named = request.get("payMethod")
    if not isinstance(named, str):
        return None
    name = bare(named, "PAY_METHOD")
    if name == "VIRTUAL_ACCOUNT":
        return _account(sandbox, request.get("virtualAccount", {}))
    if name in _WALLETS:
        return {"type": "PaymentMethodEasyPay", "provider": name}
    if name == "EASY_PAY" and isinstance(request.get("easyPay"), dict):
        provider = request["easyPay"].get("easyPayProvider", "KAKAOPAY")
        return {"type": "PaymentMethodEasyPay", "provider": bare(str(provider), "EASY_PAY_PROVIDER")}
    return name


def _account(sandbox: Sandbox, told: Any) -> Any:
    """A virtual account, as `PaymentMethod`."""
    wishes = told if isinstance(told, dict) else {}
    expiry = wishes.get("accountExpiry")
    hours = expiry.get("validHours", _HOURS) if isinstance(expiry, dict) else _HOURS
    if not isinstance(hours, int) or isinstance(hours, bool) or not 1 <= hours <= 24 * 90:
        raise CheckoutError(PARSE_FAILED, "/virtualAccount/accountExpiry/validHours: expected an integer, 1 to 2160")
    bank = bare(str(wishes.get("bankCode", "SHINHAN")), "BANK").removesuffix("_BANK")
    post = sandbox.webhooks.post
    with post.lock:
        until = written(post.state.clock.now + timedelta(hours=hours))
        return methods.virtual_account_json(post.state, bank=bank, until=until)


def customer(told: Mapping[str, Any]) -> dict[str, Any]:
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
        "gender": bare(str(told["gender"]), "GENDER") if told.get("gender") else None,
        "address": {"type": "ONE_LINE", "oneLine": line} if line else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def proof(sandbox: Sandbox, request: Mapping[str, Any]) -> dict[str, Any]:
    """Who is at the window of an identity verification, as `portone.customer` takes it."""
    told = request.get("customer", {})
    known = customer(told)
    born = [told.get(name) for name in ("birthYear", "birthMonth", "birthDay")]
    number = "".join(filter(str.isdigit, str(known.get("phoneNumber", ""))))
    found = {
        "name": known.get("name"),
        "customer_id": known.get("id"),
        "phone_number": number or None,
        "birth_date": "-".join(str(each).zfill(2) for each in born) if all(born) else None,
        "gender": known.get("gender"),
        "channel": channel(sandbox, request),
        "custom_data": request.get("customData"),
        "store_id": request.get("storeId"),
    }
    return {name: value for name, value in found.items() if value is not None}
