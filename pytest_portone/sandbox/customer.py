"""Who acts outside of the API: the customer, in the browser window that the merchant's page opens."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

from pytest_portone.contracts.model import Ref
from pytest_portone.contracts.schema import without_nulls
from pytest_portone.sandbox import cards
from pytest_portone.sandbox.amounts import Amount, vat_of
from pytest_portone.sandbox.billing_keys import issuing
from pytest_portone.sandbox.billing_keys.views import billing_key_json
from pytest_portone.sandbox.channels import Channel
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.payments import lifecycle, methods
from pytest_portone.sandbox.payments.models import Failure, Order
from pytest_portone.sandbox.payments.views import payment_json
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from threading import RLock
    from typing import Unpack

    from pytest_portone.contracts.model import Contract
    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.events import Trigger
    from pytest_portone.sandbox.payments.models import Payment, Platform
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


class CheckoutError(Exception):
    """The browser's window gives an error back; no payment was changed.

    Attributes:
        code: the browser SDK's code, such as `PaymentAlreadyPaid`.
        message: what was received, and what was expected.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


class Checkout(TypedDict, total=False):
    """What the merchant's page hands to the window, besides the payment id and the total. Every item has a default.

    Attributes:
        order_name: what is bought.
        currency: an ISO 4217 code.
        tax_free: the tax-free part of the total.
        vat: the VAT in it; worked out where it is not given.
        discount: what the customer does not pay, by points or coupons.
        method: a key of `METHODS`, or a `PaymentMethod` as the API shows it.
        channel: a channel, or its key.
        customer: as the API shows it (`Customer`), such as `{"name": ..., "email": ...}`.
        custom_data: a text, or what becomes one as JSON; it comes back with the payment.
        promotion: the id of a promotion that the settings list.
        platform: `PC` or `MOBILE`.
        country: an ISO 3166 code.
        products: as the API shows them (`PaymentProduct`).
        notice_urls: where its webhooks go instead of to the store's own URLs.
        store_id: the store; by default the credential's own.
    """

    order_name: str
    currency: str
    tax_free: int
    vat: int | None
    discount: int
    method: str | Mapping[str, Any]
    channel: Channel | str | None
    customer: Mapping[str, Any]
    custom_data: Any
    promotion: str | None
    platform: Platform
    country: str | None
    products: list[dict[str, Any]] | None
    notice_urls: Iterable[str]
    store_id: str | None


class Customer:
    """The customer of one sandbox. Whatever it does, it returns the record that it changed."""

    def __init__(self, state: State, contract: Contract, lock: RLock, after: Callable[[], None]) -> None:
        self._state, self._contract, self._lock, self._after = state, contract, lock, after

    def open(self, payment_id: str, total: int, **checkout: Unpack[Checkout]) -> Payment:
        """Open the window: the payment is READY, and stays so if nothing follows.

        Raises:
            CheckoutError: `PaymentAlreadyPaid`, `AmountNotEqualToPredefined`, `ChannelNotFound`, `StoreNotFound`,
                `InvalidEntityState` after too many attempts.
            ValueError: something that no payment can hold.
        """
        with self._window():
            return self._opened(payment_id, total, checkout)

    def pay(self, payment_id: str, total: int | None = None, **checkout: Unpack[Checkout]) -> Payment:
        """Pay: the payment is PAID.

        Args:
            payment_id: the merchant's id for it.
            total: in minor units (39_000 is 39,000 won, or 390 dollars); None to go on in the window that is open.
            checkout: see `Checkout`.

        Raises:
            CheckoutError, ValueError: as `open`; `PaymentNotFound`, where there is no open window to go on in.
        """
        with self._window():
            return self._keep(lifecycle.approved(self._state, self._at_hand(payment_id, total, checkout)))

    def fail(
        self,
        payment_id: str,
        total: int | None = None,
        *,
        reason: str = "the card was declined",
        pg_code: str = "CARD_DECLINED",
        pg_message: str | None = None,
        **checkout: Unpack[Checkout],
    ) -> Payment:
        """Try to pay and be declined: the payment is FAILED, and can be tried again.

        Raises:
            CheckoutError, ValueError: as `pay`.
        """
        with self._window():
            failure = Failure(reason, pg_code, pg_message or reason)
            attempt = self._at_hand(payment_id, total, checkout)
            return self._keep(lifecycle.failed(self._state, attempt, failure))

    def issue_virtual_account(
        self,
        payment_id: str,
        total: int,
        *,
        bank: str = "SHINHAN",
        valid_hours: int = 72,
        **checkout: Unpack[Checkout],
    ) -> Payment:
        """Choose to pay by bank transfer: the payment is VIRTUAL_ACCOUNT_ISSUED until `deposit`.

        Raises:
            CheckoutError, ValueError: as `open`.
        """
        with self._window():
            until = written(self._state.clock.now + timedelta(hours=valid_hours))
            account = methods.virtual_account_json(self._state, bank=bank, until=until)
            attempt = self._opened(payment_id, total, {**checkout, "method": account})
            return self._keep(lifecycle.account_issued(self._state, attempt))

    def deposit(self, payment_id: str, *, store_id: str | None = None) -> Payment:
        """Pay into the virtual account: the payment is PAID.

        Raises:
            CheckoutError: `PaymentNotFound`, where no deposit is waited for.
        """
        with self._window():
            payment = self._state.payments_of(store_id).get(payment_id)
            if payment is None or payment.status != "VIRTUAL_ACCOUNT_ISSUED":
                status = payment.status if payment else "not there"
                raise CheckoutError("PaymentNotFound", f"the payment {payment_id!r} is {status}; no deposit is due")
            return self._keep(lifecycle.approved(self._state, payment), "VIRTUAL_ACCOUNT_DEPOSIT")

    def issue_billing_key(  # noqa: PLR0913 - each is a field of the key
        self,
        *,
        channel: Channel | str | None = None,
        card_number: str = CARD_NUMBER,
        customer: Mapping[str, Any] | None = None,
        custom_data: Any = None,
        issue_id: str | None = None,
        issue_name: str | None = None,
        platform: Platform = "PC",
        finish: bool = True,
        store_id: str | None = None,
    ) -> BillingKey:
        """Register a card: a billing key is ISSUED. With `finish=False` the window stays open, and the key unissued.

        Raises:
            CheckoutError: `ChannelNotFound`; `PGProviderError`, where the gateway declines the card.
            ValueError: something that no billing key can hold.
        """
        with self._window():
            key = issuing.requested(
                self._state,
                card_number,
                (self._channel(channel),),
                store_id,
                customer=dict(customer or {}),
                custom_data=_text(custom_data),
                issue_id=issue_id,
                issue_name=issue_name,
                platform=platform,
            )
            self._check("BillingKeyInfo", billing_key_json(issuing.issued(self._state, key), ""))
            if key.decline and "issue" in key.decline.at:
                issuing.tell(self._state, key, "BillingKey.Ready")
                issuing.tell(self._state, key, "BillingKey.Failed")
                raise CheckoutError("PGProviderError", key.decline.pg_message)
            key = issuing.keep(self._state, key)
            return issuing.keep(self._state, issuing.issued(self._state, key)) if finish else key

    @contextmanager
    def _window(self) -> Iterator[None]:
        """Nobody else acts meanwhile, and what the sandbox refuses is an error of the browser SDK."""
        with self._lock:
            try:
                yield
            except Refusal as refusal:
                raise CheckoutError(_CODES[refusal.type], refusal.message) from None
        self._after()

    def _at_hand(self, payment_id: str, total: int | None, checkout: Checkout) -> Payment:
        """A new attempt; without a total the one that is open."""
        if total is not None:
            return self._opened(payment_id, total, checkout)
        if checkout.keys() - {"store_id"}:
            raise TypeError(
                f"total is missing, with {', '.join(sorted(checkout))} given: expected a new window's total"
            )
        payment = self._state.payments_of(checkout.get("store_id")).get(payment_id)
        if payment is None or payment.status != "READY":
            raise CheckoutError("PaymentNotFound", f"no window is open for {payment_id!r}; give a total to open one")
        return payment

    def _opened(self, payment_id: str, total: int, checkout: Checkout) -> Payment:
        order = self._order(total, **checkout)
        store_id = checkout.get("store_id")
        self._compare(payment_id, order, store_id)
        return self._keep(lifecycle.begin(self._state, payment_id, order, store_id))

    def _order(  # noqa: PLR0913 - the items of Checkout, checked by Python
        self,
        total: int,
        *,
        order_name: str = "order",
        currency: str = "KRW",
        tax_free: int = 0,
        vat: int | None = None,
        discount: int = 0,
        method: str | Mapping[str, Any] = "CARD",
        channel: Channel | str | None = None,
        customer: Mapping[str, Any] | None = None,
        custom_data: Any = None,
        promotion: str | None = None,
        platform: Platform = "PC",
        country: str | None = None,
        products: list[dict[str, Any]] | None = None,
        notice_urls: Iterable[str] = (),
        store_id: str | None = None,  # noqa: ARG002 - the caller's business
    ) -> Order:
        known = self._state.promotion(promotion)
        discount += known.discount(total) if known else 0
        amount = _amount(total, tax_free, vat, discount, partial(vat_of, rounding=self._state.settings.vat_rounding))
        extras = {"customData": _text(custom_data), "country": country, "products": products}
        return Order(
            name=order_name,
            amount=amount,
            currency=currency,
            method=_method(method),
            channel=self._channel(channel),
            customer=dict(customer or {}),
            platform=platform,
            promotion=known,
            promotion_id=promotion,
            notice_urls=tuple(notice_urls),
            extras={name: value for name, value in extras.items() if value is not None},
        )

    def _compare(self, payment_id: str, order: Order, store_id: str | None) -> None:
        """Compare with what was pre-registered; what was left out there is not compared."""
        predefined = self._state.predefined.get((self._state.store(store_id), payment_id))
        if predefined is None:
            return
        amount = order.amount
        pairs = {
            "total": (predefined.total, amount.total),
            "tax_free": (predefined.tax_free, amount.tax_free),
            "currency": (predefined.currency, order.currency),
        }
        wrong = [
            f"{name}: received {got}, expected {want}"
            for name, (want, got) in pairs.items()
            if want not in (None, got)
        ]
        if wrong:
            raise CheckoutError("AmountNotEqualToPredefined", f"{'; '.join(wrong)}, as pre-registered")

    def _channel(self, channel: Channel | str | None) -> Channel:
        if isinstance(channel, Channel):
            return channel
        return self._state.channels.default() if channel is None else self._state.channels.chosen(channel)[0]

    def _keep(self, payment: Payment, trigger: Trigger | None = None) -> Payment:
        """Keep a payment, if it is one that the contract can show."""
        self._check("Payment", payment_json(payment, ""))
        return lifecycle.keep(self._state, payment, trigger=trigger)

    def _check(self, name: str, value: dict[str, Any]) -> None:
        if name not in self._contract.types:
            return
        report = self._contract.validate(Ref(name), without_nulls(value))
        if not report.valid:
            raise ValueError("; ".join(map(str, report.violations)))


_CODES = {
    "ALREADY_PAID": "PaymentAlreadyPaid",
    "CHANNEL_NOT_FOUND": "ChannelNotFound",
    "FORBIDDEN": "StoreNotFound",
    "MAX_TRANSACTION_COUNT_REACHED": "InvalidEntityState",
}
"""The browser SDK's codes, by the API's types."""


def _amount(total: int, tax_free: int, vat: int | None, discount: int, vat_in: Any) -> Amount:
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
    return Amount(total, tax_free, vat_in(total - tax_free) if vat is None else vat, discount)


def _method(method: str | Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(method, str):
        return method
    if method not in METHODS:
        raise ValueError(f"method: received {method!r}, expected one of {', '.join(METHODS)}, or a PaymentMethod")
    return METHODS[method]


def _text(data: Any) -> str | None:
    """Custom data as the text that it travels as."""
    return data if data is None or isinstance(data, str) else json.dumps(data, ensure_ascii=False)
