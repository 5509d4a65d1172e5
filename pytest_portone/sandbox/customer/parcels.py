"""The customer at the door, where payments are held in escrow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.customer.acting import Acting
from pytest_portone.sandbox.payments import escrow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.sandbox.payments.models import Escrow, EscrowStatus, Payment
    from pytest_portone.sandbox.state import State


class Parcels(Acting):
    """Gets parcels, keeps or rejects them."""

    def receive(self, payment_id: str, *, store_id: str | None = None) -> Escrow:
        """Get the parcel: the escrow is DELIVERED, and CONFIRMED three business days later.

        Raises:
            CheckoutError: `PaymentNotFound`; `PGProviderError`, where there is no parcel on its way.
        """
        return self._turn(payment_id, store_id, {"REGISTERED"}, "DELIVERED")

    def accept(self, payment_id: str, *, store_id: str | None = None) -> Escrow:
        """Keep what came: the escrow is CONFIRMED.

        Raises:
            CheckoutError: as `receive`.
        """
        return self._with(payment_id, store_id, escrow.confirm)

    def reject(self, payment_id: str, *, store_id: str | None = None) -> Escrow:
        """Send the parcel back: the escrow is REJECTED.

        Raises:
            CheckoutError: as `receive`.
        """
        return self._turn(payment_id, store_id, {"REGISTERED", "DELIVERED"}, "REJECTED")

    def agree_to_reject(self, payment_id: str, *, store_id: str | None = None) -> Escrow:
        """Agree, as the merchant at the gateway, that the parcel comes back: the escrow is REJECT_CONFIRMED.

        Raises:
            CheckoutError: as `receive`.
        """
        return self._turn(payment_id, store_id, {"REJECTED"}, "REJECT_CONFIRMED")

    def _turn(self, payment_id: str, store_id: str | None, before: set[EscrowStatus], after: EscrowStatus) -> Escrow:
        def turned(state: State, payment: Payment) -> Escrow:
            return escrow.keep(state, payment, replace(escrow.of(payment, before), status=after))

        return self._with(payment_id, store_id, turned)

    def _with(self, payment_id: str, store_id: str | None, act: Callable[[State, Payment], Escrow]) -> Escrow:
        with self._act():
            paid = self._found(payment_id, store_id, {"PAID", "PARTIAL_CANCELLED"}, "it has no parcel")
            return act(self._state, paid)
