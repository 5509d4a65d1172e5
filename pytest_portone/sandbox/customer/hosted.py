"""The customer on PortOne's own payment page, which a merchant has prepared a session of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.customer.checkout import CARD_NUMBER, order_of
from pytest_portone.sandbox.customer.errors import CheckoutError
from pytest_portone.sandbox.customer.window import Window
from pytest_portone.sandbox.payment_sessions import desk, profiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_portone.sandbox.customer.checkout import Checkout
    from pytest_portone.sandbox.payment_sessions.models import PaymentSession
    from pytest_portone.sandbox.payment_sessions.profiles import CheckoutMethod
    from pytest_portone.sandbox.payments.models import Payment, Platform

CARDS = frozenset({"CARD_KR", "CARD_INTERNATIONAL", "UNION_PAY"})
"""The page's methods that are cards."""

WALLETS: Mapping[str, str] = {
    "N_PAY": "NAVERPAY",
    "KAKAO_PAY": "KAKAOPAY",
    "TOSS_PAY": "TOSSPAY",
    "PAY_PAL": "PAYPAL",
    "ALIPAY_CN": "ALIPAY",
    "ALIPAY_HK": "ALIPAY_HK",
    "TRUE_MONEY": "TRUE_MONEY",
    "DANA": "DANA",
    "TOUCH_N_GO": "TOUCH_N_GO",
    "G_CASH": "G_CASH",
    "WE_CHAT_PAY": "WECHAT",
    "KLARNA": "KLARNA",
    "GRAB_PAY_MY": "GRABPAY",
    "GRAB_PAY_SG": "GRABPAY",
    "SHOPEE_PAY_TH": "SHOPEEPAY",
    "PAY_PAY": "PAYPAY",
    "BPI": "BPI",
    "RABBIT_LINE_PAY": "RABBIT_LINE_PAY",
    "AMAZON_PAY": "AMAZONPAY",
    "RAKUTEN_PAY": "RAKUTENPAY",
    "D_BARAI": "DBARAI",
    "AU_PAY": "AUPAY",
    "MERPAY": "MERPAY",
}
"""The page's methods that are wallets, and their `EasyPayProvider`."""

STORES: Mapping[str, Mapping[str, Any]] = {
    "CONVENIENCE_STORE_JP": {"type": "PaymentMethodConvenienceStore", "convenienceStoreBrand": "LAWSON"},
    "E_CONTEXT": {"type": "PaymentMethodConvenienceStore", "convenienceStoreBrand": "SEVEN_ELEVEN"},
}
"""The page's methods that are paid at a till."""


def method_json(name: str) -> Mapping[str, Any]:
    """A `CheckoutPaymentMethod` that is no card, as `PaymentMethod`."""
    return STORES.get(name) or {"type": "PaymentMethodEasyPay", "provider": WALLETS[name]}


class Hosted(Window):
    """Visits the payment page, and pays there or does not."""

    def open_session(
        self,
        session_id: str,
        method: str | None = None,
        *,
        card_number: str | None = None,
        platform: Platform = "PC",
    ) -> Payment:
        """Go to a session's page and choose a method: the payment is READY, and stays so if nothing follows.

        Args:
            session_id: of the session.
            method: a `CheckoutPaymentMethod`; None for the session's own, else the first that the page offers.
            card_number: the card that pays; those of `Settings.declines` are declined.
            platform: `PC` or `MOBILE`.

        Raises:
            CheckoutError: `InvalidEntityState`, where the session is over, or there is none; `ChannelNotFound`, where
                the page does not offer the method; as `open`.
        """
        with self._act():
            return self._visited(session_id, method, card_number, platform)

    def pay_session(
        self,
        session_id: str,
        method: str | None = None,
        *,
        card_number: str | None = None,
        platform: Platform = "PC",
    ) -> Payment:
        """Pay on a session's page: the payment is PAID. The arguments are those of `open_session`.

        Raises:
            CheckoutError: as `open_session`; `PGProviderError`, where the gateway declines: the payment is FAILED.
        """
        with self._act():
            return self._decided(self._visited(session_id, method, card_number, platform))

    def _visited(self, session_id: str, method: str | None, card_number: str | None, platform: Platform) -> Payment:
        session = desk.usable(self._state, session_id)
        asked = session.asked
        chosen = self._chosen(session, method or asked.get("paymentMethod"))
        customer = {"name": asked.get("customerName"), "email": asked.get("customerEmail")}
        checkout: Checkout = {
            "order_name": asked["orderName"],
            "currency": asked["currency"],
            "country": asked["country"],
            "channel": chosen.channel,
            "customer": {name: value for name, value in customer.items() if value is not None},
            "custom_data": asked.get("customData"),
            "products": _products(asked["products"]) if "products" in asked else None,
            "platform": platform,
            "store_id": session.store_id,
        }
        if chosen.method in CARDS:
            checkout["card_number"] = card_number or CARD_NUMBER
        else:
            checkout["method"] = method_json(chosen.method)
        order = order_of(self._state, asked["totalAmount"], **checkout)
        return self._entered(session.payment_id, order, session.store_id)

    def _chosen(self, session: PaymentSession, wanted: str | None) -> CheckoutMethod:
        """The method that pays: the one that is wanted, or the first that the page offers.

        Raises:
            CheckoutError: `ChannelNotFound`.
        """
        asked = session.asked
        profile = profiles.profile(self._state, asked["profileKey"])
        offered = profile.offers(asked["country"], asked["currency"], asked["totalAmount"])
        found = next((each for each in offered if wanted in (None, each.method)), None)
        if found is not None:
            return found
        listed = ", ".join(each.method for each in offered) or "none"
        raise CheckoutError("ChannelNotFound", f"method: received {wanted!r}, expected one that is offered: {listed}")


def _products(sent: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """`PaymentSessionProduct`s as `PaymentProduct`s."""
    return [
        {
            "id": each.get("id") or each.get("code") or each["name"],
            "name": each["name"],
            "code": each.get("code"),
            "amount": each["unitPrice"],
            "quantity": each["quantity"],
            "link": each.get("url"),
        }
        for each in sent
    ]
