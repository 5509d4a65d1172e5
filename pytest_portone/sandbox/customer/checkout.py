"""What the merchant's page hands to the window, and the order that it makes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypedDict

from pytest_portone.sandbox import cards
from pytest_portone.sandbox.amounts import Amount, vat_of
from pytest_portone.sandbox.cash_receipts.models import Wish
from pytest_portone.sandbox.payments import methods
from pytest_portone.sandbox.payments.models import Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_portone.sandbox.cash_receipts.models import WishType
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.payments.models import Platform
    from pytest_portone.sandbox.settings import Rounding
    from pytest_portone.sandbox.state import State

CARD_NUMBER = "4111110000001111"
"""The card of a customer who names none."""

METHODS: Mapping[str, Mapping[str, Any]] = {
    "CARD": methods.card_json(cards.card_json(CARD_NUMBER), None, interest_free=False),
    "TRANSFER": {"type": "PaymentMethodTransfer", "bank": "SHINHAN"},
    "MOBILE": {"type": "PaymentMethodMobile", "phoneNumber": "01000000000"},
    "EASY_PAY": {"type": "PaymentMethodEasyPay", "provider": "KAKAOPAY"},
    "GIFT_CERTIFICATE": {
        "type": "PaymentMethodGiftCertificate",
        "giftCertificateType": "CULTURELAND",
        "approvalNumber": "00000000",
    },
    "CONVENIENCE_STORE": {"type": "PaymentMethodConvenienceStore", "convenienceStoreBrand": "LAWSON"},
    "CRYPTO": {"type": "PaymentMethodCrypto"},
}
"""What a method is, when it is only named."""


class Checkout(TypedDict, total=False):
    """What the merchant's page hands to the window, besides the payment id and the total. Every item has a default.

    Attributes:
        order_name: what is bought.
        currency: an ISO 4217 code.
        tax_free: the tax-free part of the total.
        vat: the VAT in it; worked out where it is not given.
        discount: what the customer does not pay, by points or coupons.
        method: a key of `METHODS`, or a `PaymentMethod` as the API shows it.
        card_number: the card that pays, instead of a method; those of `Settings.declines` are declined.
        channel: a channel, or its key.
        customer: as the API shows it (`Customer`), such as `{"name": ..., "email": ...}`.
        custom_data: a text, or what becomes one as JSON; it comes back with the payment.
        promotion: the id of a promotion that the settings list.
        platform: `PC` or `MOBILE`.
        country: an ISO 3166 code.
        products: as the API shows them (`PaymentProduct`).
        escrow: whether the money is held back until the customer has got what was bought.
        cash_receipt: for whom one is asked for, where the method moves cash; None does not ask.
        notice_urls: where its webhooks go instead of to the store's own URLs.
        confirm_url: where the merchant's server is asked before the money is taken; see `Settings.confirm_process`.
        store_id: the store; by default the credential's own.
    """

    order_name: str
    currency: str
    tax_free: int
    vat: int | None
    discount: int
    method: str | Mapping[str, Any]
    card_number: str | None
    channel: Channel | str | None
    customer: Mapping[str, Any]
    custom_data: Any
    promotion: str | None
    platform: Platform
    country: str | None
    products: list[dict[str, Any]] | None
    escrow: bool
    cash_receipt: WishType | None
    notice_urls: Iterable[str]
    confirm_url: str | None
    store_id: str | None


def order_of(  # noqa: PLR0913 - the items of Checkout, checked by Python
    state: State,
    total: int,
    *,
    order_name: str = "order",
    currency: str = "KRW",
    tax_free: int = 0,
    vat: int | None = None,
    discount: int = 0,
    method: str | Mapping[str, Any] = "CARD",
    card_number: str | None = None,
    channel: Channel | str | None = None,
    customer: Mapping[str, Any] | None = None,
    custom_data: Any = None,
    promotion: str | None = None,
    platform: Platform = "PC",
    country: str | None = None,
    products: list[dict[str, Any]] | None = None,
    escrow: bool = False,
    cash_receipt: WishType | None = None,
    notice_urls: Iterable[str] = (),
    confirm_url: str | None = None,
    store_id: str | None = None,  # noqa: ARG001 - the caller's business
) -> Order:
    """The order that a checkout makes; see `Checkout`.

    Raises:
        Refusal: `CHANNEL_NOT_FOUND`.
        ValueError: amounts that do not add up, or a method that does not exist.
    """
    known = state.promotion(promotion)
    discount += known.discount(total) if known else 0
    extras = {"customData": text_of(custom_data), "country": country, "products": products}
    return Order(
        name=order_name,
        amount=_amount(total, tax_free, vat, discount, state.settings.vat_rounding),
        currency=currency,
        method=_method(method, card_number),
        channel=channel_of(state, channel),
        customer=dict(customer or {}),
        platform=platform,
        escrow=escrow,
        promotion=known,
        promotion_id=promotion,
        decline=state.settings.declines.get(card_number) if card_number else None,
        cash_receipt=Wish(cash_receipt) if cash_receipt else None,
        notice_urls=tuple(notice_urls),
        confirm_url=confirm_url,
        extras={name: value for name, value in extras.items() if value is not None},
    )


def _amount(total: int, tax_free: int, vat: int | None, discount: int, rounding: Rounding) -> Amount:
    """An amount that adds up.

    Raises:
        ValueError: it does not.
    """
    if total < 1:
        raise ValueError(f"total: received {total}, expected 1 or more")
    if min(tax_free, vat or 0, discount) < 0:
        raise ValueError(f"tax_free, vat, discount: received {tax_free}, {vat}, {discount}, expected 0 or more")
    if tax_free + (vat or 0) > total:
        raise ValueError(f"tax_free + vat: received {tax_free + (vat or 0)}, expected {total} or less, the total")
    if discount > total:
        raise ValueError(f"discount: received {discount}, expected {total} or less, the total")
    return Amount(total, tax_free, vat_of(total - tax_free, rounding) if vat is None else vat, discount)


def _method(method: str | Mapping[str, Any], card_number: str | None) -> Mapping[str, Any]:
    if card_number is not None:
        return methods.card_json(cards.card_json(card_number), None, interest_free=False)
    if not isinstance(method, str):
        return method
    if method not in METHODS:
        raise ValueError(f"method: received {method!r}, expected one of {', '.join(METHODS)}, or a PaymentMethod")
    return METHODS[method]


def channel_of(state: State, channel: Channel | str | None) -> Channel:
    """A channel that is named by its key, or not at all.

    Raises:
        Refusal: `CHANNEL_NOT_FOUND`.
    """
    if channel is None:
        return state.channels.default()
    return state.channels.chosen(channel)[0] if isinstance(channel, str) else channel


def text_of(data: Any) -> str | None:
    """Custom data as the text that it travels as."""
    return data if data is None or isinstance(data, str) else json.dumps(data, ensure_ascii=False)
