"""The confirm process: before the money is taken, the merchant's server is asked whether it may be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pytest_portone.sandbox.customer.acting import Acting
from pytest_portone.sandbox.customer.errors import CheckoutError
from pytest_portone.sandbox.events import Event
from pytest_portone.sandbox.payments import lifecycle
from pytest_portone.sandbox.payments.models import Failure
from pytest_portone.sandbox.webhooks.posting import let_go

if TYPE_CHECKING:
    from pytest_portone.sandbox.payments.models import Order, Payment
    from pytest_portone.sandbox.webhooks.models import Delivery

WITHOUT = frozenset({"EXIMBAY", "EXIMBAY_V2"})
"""The gateways for which PortOne does not ask, by its guide."""


class Agreeing(Acting):
    """Goes on to the approval only once the merchant agrees."""

    def _require_url(self, order: Order) -> None:
        """See that the merchant can be asked, where the settings want that.

        Raises:
            CheckoutError: `ConfirmUrlRequired`.
        """
        if self._state.settings.confirm_process == "required" and order.confirm_url is None:
            raise CheckoutError("ConfirmUrlRequired", "confirmUrl: is missing, and the sandbox's settings require it")

    def _agreed(self, attempt: Payment) -> Payment:
        """The attempt as it is once the merchant's server has agreed to it, or was not to be asked.

        That the window was opened is told first. Meanwhile the merchant's server may call the API.

        Raises:
            CheckoutError: `ConfirmProcessFailed`, where it refuses: the payment is FAILED; `PaymentAlreadyPaid` or
                `InvalidEntityState`, where something else became of the attempt meanwhile.
        """
        url, post = self._url(attempt), self._state.post
        if url is None or post is None:
            return attempt
        with let_go(self._lock):
            self._after()
            asked = post.ask(self._question(attempt), url)
        return self._answered(self._still_open(attempt), asked)

    def _url(self, attempt: Payment) -> str | None:
        """Where is to be asked about an attempt; None where nobody is."""
        channel = attempt.order.channel
        offered = self._state.settings.confirm_process != "off"
        return attempt.order.confirm_url if offered and channel and channel.pg_provider not in WITHOUT else None

    def _question(self, attempt: Payment) -> Event:
        channel = attempt.order.channel
        return Event(
            type="Transaction.Confirm",
            at=self._state.clock.now,
            store_id=attempt.store_id,
            payment_id=attempt.id,
            transaction_id=attempt.transaction_id,
            status=attempt.status,
            amount=attempt.amount.total,
            channel_type=channel.type if channel else None,
        )

    def _still_open(self, attempt: Payment) -> Payment:
        """The attempt as it is now.

        Raises:
            Refusal: `ALREADY_PAID`.
            CheckoutError: `InvalidEntityState`, where it is over.
        """
        payment = self._state.payments_of(attempt.store_id).get(attempt.id)
        lifecycle.refuse_paid(payment)
        if payment is None or (payment.transaction_id, payment.status) != (attempt.transaction_id, "READY"):
            raise CheckoutError("InvalidEntityState", f"the window of {attempt.id!r} was over before the answer came")
        return payment

    def _answered(self, attempt: Payment, asked: Delivery) -> Payment:
        outcome = asked.attempts[-1].outcome
        unanswered = outcome == "FAILED_UNEXPECTED_ERROR"
        if outcome == "SUCCEEDED" or (unanswered and self._state.settings.confirm_unanswered == "goes-on"):
            return attempt
        reason = _reason(asked)
        lifecycle.keep(self._state, lifecycle.failed(self._state, attempt, Failure(reason)))
        raise CheckoutError("ConfirmProcessFailed", reason)


def _reason(asked: Delivery) -> str:
    """What the merchant's server says to the customer (`errorMessage`); else what it answered, or why it did not."""
    attempt = asked.attempts[-1]
    try:
        told = json.loads(attempt.answer)
    except ValueError:
        told = None
    message = told.get("errorMessage") if isinstance(told, dict) else None
    if isinstance(message, str) and message:
        return message
    return attempt.error or f"{asked.url} answered {attempt.code}"
