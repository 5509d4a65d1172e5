"""The customer's billing keys: cards that merchants may charge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.billing_keys import confirming, issuing
from pytest_portone.sandbox.billing_keys.finding import usable_key
from pytest_portone.sandbox.billing_keys.views import billing_key_json
from pytest_portone.sandbox.customer.checkout import CARD_NUMBER, channel_of, text_of
from pytest_portone.sandbox.customer.window import Window

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.customer.checkout import Checkout
    from pytest_portone.sandbox.payments.models import Platform


class Wallet(Window):
    """Issues billing keys, changes and deletes them."""

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
        confirm: bool = False,
        store_id: str | None = None,
    ) -> BillingKey:
        """Register a card: a billing key is ISSUED. With `finish=False` the window stays open, and the key unissued.

        With `confirm=True`, or at a channel of `Settings.manual_confirm`, the merchant confirms it by hand; what the
        page gets for that is the key's `token`.

        Raises:
            CheckoutError: `ChannelNotFound`; `PGProviderError`, where the gateway declines the card.
            ValueError: something that no billing key can hold.
        """
        with self._act():
            key = issuing.requested(
                self._state,
                card_number,
                (channel_of(self._state, channel),),
                store_id,
                customer=dict(customer or {}),
                custom_data=text_of(custom_data),
                issue_id=issue_id,
                issue_name=issue_name,
                platform=platform,
            )
            self._check("BillingKeyInfo", billing_key_json(issuing.issued(self._state, key), ""))
            key = issuing.keep(self._state, key)
            if not finish:
                return key
            if confirm or key.channels[0].key in self._state.settings.manual_confirm:
                return confirming.wait(self._state, key)
            return issuing.finish(self._state, issuing.decided(self._state, key))

    def issue_and_pay(self, payment_id: str, total: int, **checkout: Unpack[Checkout]) -> BillingKey:
        """Register a card for a first payment, both of which the merchant confirms by hand.

        Returns:
            The key, unissued; its `token` is what the page gets.

        Raises:
            CheckoutError, ValueError: as `open` and `issue_billing_key`.
        """
        with self._act():
            channel = channel_of(self._state, checkout.get("channel"))
            number = checkout.get("card_number") or CARD_NUMBER
            checkout["channel"], checkout["card_number"] = channel, number
            payment = self._opened(payment_id, total, checkout)
            key = issuing.requested(
                self._state,
                number,
                (channel,),
                checkout.get("store_id"),
                customer=payment.order.customer,
                platform=payment.order.platform,
            )
            return confirming.wait(self._state, issuing.keep(self._state, key), payment)

    def update_billing_key(
        self, billing_key: str, card_number: str = CARD_NUMBER, *, store_id: str | None = None
    ) -> BillingKey:
        """Put another card behind a billing key, in the wallet's own app.

        Raises:
            CheckoutError: `InvalidEntityState`, where no such key is issued.
        """
        with self._act():
            return issuing.update(self._state, billing_key, card_number, store_id)

    def delete_billing_key(self, billing_key: str, *, store_id: str | None = None) -> BillingKey:
        """Delete a billing key, in the wallet's own app or at the gateway.

        Raises:
            CheckoutError: `InvalidEntityState`, where no such key is issued or a schedule is to pay with it;
                `PGProviderError`, where the gateway refuses.
        """
        with self._act():
            return issuing.delete(self._state, usable_key(self._state, billing_key, store_id))
