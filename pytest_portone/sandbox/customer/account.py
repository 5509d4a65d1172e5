"""The customer at the bank: with a virtual account to pay into."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.customer.window import Window
from pytest_portone.sandbox.payments import accounts, methods

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Unpack

    from pytest_portone.sandbox.customer.checkout import Checkout
    from pytest_portone.sandbox.payments.models import Payment, Status

_MOMENT = timedelta(seconds=1)


class Account(Window):
    """Gets virtual accounts, and pays into them or does not."""

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
        with self._act():
            until = written(self._state.clock.now + timedelta(hours=valid_hours))
            account = methods.virtual_account_json(self._state, bank=bank, until=until)
            checkout["method"] = account
            return self._decided(self._opened(payment_id, total, checkout))

    def deposit(self, payment_id: str, amount: int | None = None, *, store_id: str | None = None) -> Payment:
        """Pay into the virtual account: with all that is due, the payment is PAID.

        Args:
            payment_id: the merchant's id for it.
            amount: what is paid in, in minor units; None for all that is due.
            store_id: the store; by default the credential's own.

        Raises:
            CheckoutError: `PaymentNotFound`, where no deposit is waited for; `PGProviderError`, where the bank does
                not take it: another amount than is due, or a deposit to an account that has expired. See
                `Settings.partial_deposits` and `Settings.expired_deposits`.
        """
        with self._act():
            return accounts.deposit(self._state, self._awaiting(payment_id, store_id), amount)

    def deposit_late(self, payment_id: str, *, store_id: str | None = None) -> Payment:
        """Pay in at the last moment: the clock goes to where the account expires, and the payment is PAID.

        Raises:
            CheckoutError: as `deposit`.
        """
        self._wait_until(self._last_moment(payment_id, store_id) - _MOMENT)
        return self.deposit(payment_id, store_id=store_id)

    def deposit_too_late(self, payment_id: str, *, store_id: str | None = None) -> Payment:
        """Pay in when the account has expired: the clock goes to after that.

        Raises:
            CheckoutError: as `deposit`; `PGProviderError`, unless the settings let banks take it.
        """
        self._wait_until(self._last_moment(payment_id, store_id) + _MOMENT)
        return self.deposit(payment_id, store_id=store_id)

    def _last_moment(self, payment_id: str, store_id: str | None) -> datetime:
        with self._act():
            return accounts.expiry(self._awaiting(payment_id, store_id))

    def _wait_until(self, moment: datetime) -> None:
        clock = self._state.clock
        clock.advance_to(max(moment, clock.now))

    def _awaiting(self, payment_id: str, store_id: str | None) -> Payment:
        """A payment whose account takes deposits; one that expired and FAILED by that, where banks take them."""
        waiting: set[Status] = {"VIRTUAL_ACCOUNT_ISSUED"}
        payment = self._state.payments_of(store_id).get(payment_id)
        if payment and self._state.settings.expired_deposits and accounts.has_expired(payment):
            waiting.add("FAILED")
        return self._found(payment_id, store_id, waiting, "no deposit is due")
