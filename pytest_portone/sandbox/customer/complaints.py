"""The customer who wants the money back, from the gateway instead of from the merchant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.customer.errors import CheckoutError
from pytest_portone.sandbox.customer.gateway import Gateway
from pytest_portone.sandbox.payments import disputes

if TYPE_CHECKING:
    from pytest_portone.sandbox.payments.models import Cancellation, Payment


class Complaints(Gateway):
    """Disputes payments, and has them charged back."""

    def dispute(
        self, payment_id: str, *, reason: str = "the goods never came", store_id: str | None = None
    ) -> Payment:
        """Dispute a payment that is PAID.

        Raises:
            CheckoutError: `PaymentNotFound`, where there is none.
        """
        with self._act():
            payment = self._found(payment_id, store_id, {"PAID"}, "there is nothing to dispute")
            return disputes.create(self._state, payment, reason)

    def resolve_dispute(self, payment_id: str, *, lost: bool = False, store_id: str | None = None) -> Payment:
        """Have a payment's oldest open dispute settled: for the merchant, or if `lost` by a chargeback of the rest.

        Raises:
            CheckoutError: `PaymentNotFound`, where no dispute is open.
        """
        with self._act():
            payment = self._state.payments_of(store_id).get(payment_id)
            found = (
                next((each for each in payment.disputes if each.status == "UNRESOLVED"), None) if payment else None
            )
            if payment is None or found is None:
                raise CheckoutError("PaymentNotFound", f"no dispute of {payment_id!r} is open")
            resolved = disputes.resolve(self._state, payment, found)
            if lost and resolved.left:
                self._imposed(payment_id, None, found.reason, "CHARGEBACK", store_id)
            return self._state.payments_of(store_id)[payment_id]

    def chargeback(
        self,
        payment_id: str,
        amount: int | None = None,
        *,
        reason: str = "charged back",
        store_id: str | None = None,
    ) -> Cancellation:
        """Have the money fetched back by the customer's bank, by default all that is left.

        Raises:
            CheckoutError: `PaymentNotFound`, where nothing was paid; `InvalidEntityState`, where more is asked for
                than is left.
        """
        with self._act():
            return self._imposed(payment_id, amount, reason, "CHARGEBACK", store_id)
