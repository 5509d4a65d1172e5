"""The payment gateway, which makes up its mind; and the merchant's people, who cancel in the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.customer.acting import Acting
from pytest_portone.sandbox.customer.errors import CheckoutError
from pytest_portone.sandbox.payments import cancelling, paying
from pytest_portone.sandbox.payments.models import Failure

if TYPE_CHECKING:
    from pytest_portone.sandbox.payments.models import Cancellation, CancellationTrigger, Payment


class Gateway(Acting):
    """Approves and declines, at once or after all."""

    def approve(self, payment_id: str, *, store_id: str | None = None) -> Payment:
        """Approve a payment that is PAY_PENDING, or after all one that FAILED or whose window was closed: it is PAID.

        Raises:
            CheckoutError: `PaymentNotFound`, where there is none.
        """
        with self._act():
            undecided = self._found(
                payment_id, store_id, {"PAY_PENDING", "FAILED", "READY"}, "there is nothing to approve"
            )
            return paying.approve(self._state, undecided)

    def decline(
        self, payment_id: str, *, reason: str = "the review found against it", store_id: str | None = None
    ) -> Payment:
        """Decline a payment that is PAY_PENDING: it is FAILED.

        Raises:
            CheckoutError: `PaymentNotFound`, where there is none.
        """
        with self._act():
            undecided = self._found(payment_id, store_id, {"PAY_PENDING"}, "there is nothing to decline")
            return paying.decline(self._state, undecided, Failure(reason, "DECLINED", reason))

    def approve_cancellation(
        self, payment_id: str, cancellation_id: str | None = None, *, store_id: str | None = None
    ) -> Cancellation:
        """Approve a cancellation that is REQUESTED, by default the oldest: it has SUCCEEDED.

        Raises:
            CheckoutError: `PaymentNotFound`, where there is none.
        """
        with self._act():
            return cancelling.approve(self._state, *self._requested(payment_id, cancellation_id, store_id))

    def refuse_cancellation(
        self, payment_id: str, cancellation_id: str | None = None, *, store_id: str | None = None
    ) -> Cancellation:
        """Refuse a cancellation that is REQUESTED, by default the oldest: it has FAILED.

        Raises:
            CheckoutError: `PaymentNotFound`, where there is none.
        """
        with self._act():
            return cancelling.refuse(self._state, *self._requested(payment_id, cancellation_id, store_id))

    def _requested(
        self, payment_id: str, cancellation_id: str | None, store_id: str | None
    ) -> tuple[Payment, Cancellation]:
        payment = self._found(payment_id, store_id, {"PAID", "PARTIAL_CANCELLED"}, "no cancellation is requested")
        for each in payment.cancellations:
            if each.status == "REQUESTED" and cancellation_id in (None, each.id):
                return payment, each
        raise CheckoutError("PaymentNotFound", f"no such cancellation of {payment_id!r} is REQUESTED")

    def cancel_in_console(
        self,
        payment_id: str,
        amount: int | None = None,
        *,
        reason: str = "cancelled in the console",
        store_id: str | None = None,
    ) -> Cancellation:
        """Cancel a payment in PortOne's console, by default all that is left of it.

        Raises:
            CheckoutError: `PaymentNotFound`, where nothing was paid; `InvalidEntityState`, where more is asked for
                than is left.
        """
        with self._act():
            return self._imposed(payment_id, amount, reason, "CONSOLE", store_id)

    def _imposed(
        self, payment_id: str, amount: int | None, reason: str, trigger: CancellationTrigger, store_id: str | None
    ) -> Cancellation:
        payment = self._found(payment_id, store_id, {"PAID", "PARTIAL_CANCELLED"}, "there is nothing to cancel")
        body: dict[str, Any] = {"reason": reason} | ({} if amount is None else {"amount": amount})
        if payment.retain_option:
            body["promotionDiscountRetainOption"] = payment.retain_option
        return cancelling.impose(self._state, payment, body, trigger)
