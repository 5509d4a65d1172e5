"""The customer in the browser's window that the merchant's page opens."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.customer.agreeing import Agreeing
from pytest_portone.sandbox.customer.checkout import channel_of, order_of
from pytest_portone.sandbox.customer.errors import CheckoutError
from pytest_portone.sandbox.payments import confirming, lifecycle, paying
from pytest_portone.sandbox.payments.models import Failure
from pytest_portone.sandbox.payments.views import payment_json

if TYPE_CHECKING:
    from typing import Unpack

    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.customer.checkout import Checkout
    from pytest_portone.sandbox.payments.models import Order, Payment

TAMPERED = 100
"""What a customer who alters the page's total pays, in minor units."""


class Window(Agreeing):
    """Opens the window, pays there or does not."""

    def open(self, payment_id: str, total: int, **checkout: Unpack[Checkout]) -> Payment:
        """Open the window: the payment is READY, and stays so if nothing follows.

        Raises:
            CheckoutError: `PaymentAlreadyPaid`, `AmountNotEqualToPredefined`, `ChannelNotFound`, `StoreNotFound`,
                `ConfirmUrlRequired`, `InvalidEntityState` after too many attempts.
            ValueError: something that no payment can hold.
        """
        with self._act():
            return self._opened(payment_id, total, checkout)

    def pay(self, payment_id: str, total: int | None = None, **checkout: Unpack[Checkout]) -> Payment:
        """Pay: the payment is PAID; PAY_PENDING, where the settings say that its gateway decides later.

        At a channel whose payments are confirmed by hand it stays READY, as after `authorize`. With a `confirm_url`,
        the merchant's server is asked first, and decides.

        Args:
            payment_id: the merchant's id for it.
            total: in minor units (39_000 is 39,000 won, or 390 dollars); None to go on in the window that is open.
            checkout: see `Checkout`.

        Raises:
            CheckoutError, ValueError: as `open`; `PaymentNotFound`, where there is no open window to go on in;
                `PGProviderError`, where the gateway declines the card, and `ConfirmProcessFailed`, where the
                merchant's server refuses: the payment is FAILED.
        """
        with self._act():
            return self._decided(self._at_hand(payment_id, total, checkout))

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
            CheckoutError, ValueError: as `open` and `pay`.
        """
        with self._act():
            failure = Failure(reason, pg_code, pg_message or reason)
            failed = lifecycle.failed(self._state, self._at_hand(payment_id, total, checkout), failure)
            self._check("Payment", payment_json(failed, ""))
            return lifecycle.keep(self._state, failed)

    def abandon(self, payment_id: str, total: int | None = None, **checkout: Unpack[Checkout]) -> Payment:
        """Close the window without paying: the payment stays READY, and nothing is told of it.

        Raises:
            CheckoutError, ValueError: as `open` and `pay`.
        """
        with self._act():
            return self._at_hand(payment_id, total, checkout)

    def authorize(self, payment_id: str, total: int | None = None, **checkout: Unpack[Checkout]) -> Payment:
        """Go through the window where the merchant confirms by hand: the payment stays READY until `confirm`.

        Returns:
            The payment; its `token` is the `paymentToken` that the page gets.

        Raises:
            CheckoutError, ValueError: as `open` and `pay`.
        """
        with self._act():
            return confirming.authorized(self._state, self._at_hand(payment_id, total, checkout))

    def pend(self, payment_id: str, total: int | None = None, **checkout: Unpack[Checkout]) -> Payment:
        """Pay where the gateway wants to review it: the payment is PAY_PENDING until `approve` or `decline`.

        Raises:
            CheckoutError, ValueError: as `open` and `pay`.
        """
        with self._act():
            return paying.pend(self._state, self._agreed(self._at_hand(payment_id, total, checkout)))

    def pay_twice(self, payment_id: str, total: int, **checkout: Unpack[Checkout]) -> Payment:
        """Open two windows, pay in the second, and try to in the first: that is refused, as the payment is paid.

        Returns:
            The payment; the first attempt is the last of its `earlier` ones.

        Raises:
            CheckoutError, ValueError: as `open`.
        """
        with self._act():
            self._opened(payment_id, total, checkout)
            return self._decided(self._opened(payment_id, total, checkout))

    def tamper(self, payment_id: str, total: int, paid: int = TAMPERED, **checkout: Unpack[Checkout]) -> Payment:
        """Alter the page's total in the browser: the payment is PAID, and of another amount than the order.

        Args:
            payment_id: the merchant's id for it.
            total: what the page wanted, in minor units.
            paid: what is paid instead.
            checkout: see `Checkout`.

        Raises:
            CheckoutError: `AmountNotEqualToPredefined`, where the merchant has pre-registered the total.
            ValueError: it is no other amount.
        """
        if paid == total:
            raise ValueError(f"paid: received {paid}, expected another amount than the total")
        with self._act():
            return self._decided(self._opened(payment_id, paid, checkout))

    def pay_in_test(self, payment_id: str, total: int, **checkout: Unpack[Checkout]) -> Payment:
        """Pay at a test channel, where no money moves: the payment is PAID all the same.

        Raises:
            CheckoutError, ValueError: as `open`; `ChannelNotFound`, where the settings list no test channel.
        """
        with self._act():
            chosen = channel_of(self._state, checkout.get("channel"))
            channel = replace(chosen, type="TEST") if self._state.channels.listed is None else self._test_channel()
            return self._decided(self._opened(payment_id, total, {**checkout, "channel": channel}))

    def _test_channel(self) -> Channel:
        listed = self._state.channels.listed or ()
        found = next((each for each in listed if each.type == "TEST"), None)
        if found is None:
            raise CheckoutError("ChannelNotFound", "none of the channels in the sandbox's settings is a TEST one")
        return found

    def _decided(self, attempt: Payment) -> Payment:
        """What the window makes of an attempt to pay."""
        channel = attempt.order.channel
        if channel is not None and channel.key in self._state.settings.manual_confirm:
            return confirming.authorized(self._state, attempt)
        return paying.attempt(self._state, self._agreed(attempt))

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
        order = order_of(self._state, total, **checkout)
        self._require_url(order)
        return self._entered(payment_id, order, checkout.get("store_id"))

    def _entered(self, payment_id: str, order: Order, store_id: str | None) -> Payment:
        """A new attempt, kept."""
        self._compare(payment_id, order, store_id)
        attempt = lifecycle.begin(self._state, payment_id, order, store_id)
        # As what it is to become: one that is paid shows all that the page handed over.
        self._check("Payment", payment_json(replace(attempt, status="PAID", paid_at=self._state.clock.now), ""))
        return lifecycle.keep(self._state, attempt)

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
