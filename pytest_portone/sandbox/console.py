"""The merchant's console: what is changed there while the sandbox runs, and not through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.b2b_preview import companies
from pytest_portone.sandbox.b2b_preview.finding import Books
from pytest_portone.sandbox.counterparties.sides import named
from pytest_portone.sandbox.features import FEATURES
from pytest_portone.sandbox.payouts import desk as payout_desk
from pytest_portone.sandbox.payouts import running as running_payouts
from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.platform.partners import connecting
from pytest_portone.sandbox.promotions import running
from pytest_portone.sandbox.tax_invoices.console import TaxOffice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from threading import RLock

    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.counterparties.models import Certificate
    from pytest_portone.sandbox.features import Feature
    from pytest_portone.sandbox.partner_settlements.models import PartnerSettlement
    from pytest_portone.sandbox.payouts.models import AccountTransfer, BulkPayout
    from pytest_portone.sandbox.platform.models import Partner
    from pytest_portone.sandbox.promotions.running import Account
    from pytest_portone.sandbox.state import State


class Console(TaxOffice):
    """The console of one sandbox. Whatever it does, it returns the record that it changed."""

    def __init__(self, state: State, lock: RLock, settle: Callable[[], None] | None = None) -> None:
        super().__init__(state, lock, settle)

    def switch(self, feature: Feature, *, on: bool) -> None:
        """Have PortOne switch a feature on or off for the merchant: `PLATFORM`, `PLATFORM_BTX` or `B2B`.

        Raises:
            ValueError: there is no such feature.
        """
        if feature not in FEATURES:
            raise ValueError(f"received the feature {feature!r}, expected one of {', '.join(sorted(FEATURES))}")
        with self._lock:
            self._state.switched[feature] = on

    def answer_connection(self, partner_id: str, *, agreed: bool = True, test: bool = False) -> Partner:
        """Have the tax office answer what it was asked of a partner: to connect it, or to disconnect it.

        Args:
            partner_id: the partner's id.
            agreed: whether it agrees.
            test: whether the partner is test data.

        Raises:
            Refusal: `PLATFORM_PARTNER_NOT_FOUND`.
            ValueError: it was asked nothing.
        """
        with self._lock:
            partner = finding.partner(self._state, "test" if test else "live", partner_id)
            return connecting.answer(self._state, partner, agreed=agreed)

    def certify_member(self, brn: str, *, days: int = 365, test: bool = False) -> Certificate:
        """Register a member company's certificate, as its manager does at the registration URL (contract 2024-04-18).

        Args:
            brn: the company's business registration number.
            days: how long the certificate is good.
            test: whether the company is among the test data.

        Raises:
            Refusal: `B2B_MEMBER_COMPANY_NOT_FOUND`.
        """
        with self._lock:
            return companies.certify(Books(self._state, named(test=test)), brn, days)

    def share(self, channel_key: str, *, ratio: int | None = None, enabled: bool | None = None) -> Channel:
        """Change a channel's share of its group's payments, from the next one on.

        Args:
            channel_key: the channel's key.
            ratio: its new share; None to leave it.
            enabled: whether its group uses it; None to leave it.

        Raises:
            Refusal: `CHANNEL_NOT_FOUND`.
            ValueError: the ratio is negative.
        """
        with self._lock:
            return self._state.channels.share(channel_key, ratio=ratio, enabled=enabled)

    def pause(self, promotion_id: str) -> Account:
        """Pause a promotion: it gives no discount until it is resumed.

        Raises:
            Refusal: `PROMOTION_NOT_FOUND`.
            ValueError: it is over.
        """
        with self._lock:
            return running.change(self._state, promotion_id, paused=True)

    def resume(self, promotion_id: str) -> Account:
        """Let a promotion run that was paused.

        Raises:
            Refusal, ValueError: as `pause`.
        """
        with self._lock:
            return running.change(self._state, promotion_id, paused=False)

    def terminate(self, promotion_id: str) -> Account:
        """End a promotion for good.

        Raises:
            Refusal, ValueError: as `pause`.
        """
        with self._lock:
            return running.change(self._state, promotion_id, terminated_at=self._state.clock.now)

    def withhold(self, partner_settlement_id: str, *, test: bool = False) -> PartnerSettlement:
        """Withhold a partner settlement from payouts until it is released.

        Args:
            partner_settlement_id: which.
            test: whether it is test data; live and test data are apart.

        Raises:
            Refusal: `PLATFORM_PARTNER_SETTLEMENTS_NOT_FOUND`.
            ValueError: its status does not allow it.
        """
        with self._lock:
            return payout_desk.put(self._state, partner_settlement_id, "PAYOUT_WITHHELD", test=test)

    def exclude(self, partner_settlement_id: str, *, test: bool = False) -> PartnerSettlement:
        """Leave a partner settlement out of payouts until it is released.

        Raises:
            Refusal, ValueError: as `withhold`.
        """
        with self._lock:
            return payout_desk.put(self._state, partner_settlement_id, "PAYOUT_EXCLUDED", test=test)

    def release(self, partner_settlement_id: str, *, test: bool = False) -> PartnerSettlement:
        """Let a partner settlement be paid that was withheld or excluded, or whose payout failed or was cancelled.

        Raises:
            Refusal, ValueError: as `withhold`.
        """
        with self._lock:
            return payout_desk.put(self._state, partner_settlement_id, "PAYOUT_PREPARED", test=test)

    def confirm_payout(
        self, partner_settlement_ids: str | Sequence[str], *, name: str | None = None, test: bool = False
    ) -> BulkPayout:
        """Confirm the payout of partner settlements: one payout for each partner and currency, in one bulk payout.

        Args:
            partner_settlement_ids: which, one or several.
            name: what the bulk payout is called; None for its id.
            test: as for `withhold`.

        Raises:
            Refusal: as the operation that completes payouts: one is not there, not prepared, or named twice; or a
                partner owes more than it is owed.
        """
        named = [partner_settlement_ids] if isinstance(partner_settlement_ids, str) else partner_settlement_ids
        with self._lock:
            return payout_desk.confirm(self._state, named, name, test=test)

    def pay_out(self, bulk_payout_id: str, *, at: datetime | None = None, test: bool = False) -> BulkPayout:
        """Have a bulk payout paid, now or at a time to come. The bank decides after `Settings.payout_wait`.

        Raises:
            ValueError: there is none, it was begun or cancelled, or the time is past.
        """
        with self._lock:
            return payout_desk.pay_out(self._state, bulk_payout_id, at, test=test)

    def cancel_payout(self, bulk_payout_id: str, *, test: bool = False) -> BulkPayout:
        """Cancel a bulk payout that was not begun; its partner settlements can be released.

        Raises:
            ValueError: there is none, or it was begun or cancelled.
        """
        with self._lock:
            return payout_desk.cancel(self._state, bulk_payout_id, test=test)

    def receive(self, amount: int, depositor: str, *, memo: str | None = None, test: bool = False) -> AccountTransfer:
        """Have money come into the merchant's bank account, from which partners are paid.

        Args:
            amount: how much, in won.
            depositor: who pays it in.
            memo: what the bank statement says.
            test: as for `withhold`.
        """
        with self._lock:
            return running_payouts.deposit(self._state, payout_desk.side_of(test=test), amount, depositor, memo)
