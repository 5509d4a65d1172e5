"""Bookings are confirmed and cancelled; PortOne is stood in for by `portone`."""

from __future__ import annotations

import pytest
from django.test import TestCase
from studio.models import Booking


@pytest.mark.usefixtures("sandbox")
class BookingCase(TestCase):
    """A studio with one booking."""

    def setUp(self) -> None:
        """Reserve a place."""
        self.booking = Booking.objects.create(course="raku", price=120_000)
        self.id = self.booking.payment_id

    def post(self, page: str, **data: object) -> tuple[int, dict[str, object]]:
        """Post to a page of the booking; returns the status and the answer."""
        answer = self.client.post(f"/bookings/{self.booking.pk}/{page}/", data)
        return answer.status_code, answer.json()


class ConfirmTests(BookingCase):
    """When the customer comes back from PortOne's window."""

    def test_a_paid_booking_is_confirmed(self) -> None:
        """The whole price was paid."""
        self.portone.customer.pay(self.id, total=120_000)
        assert self.post("confirm") == (200, {"state": "confirmed"})

    def test_a_price_that_was_tampered_with_confirms_nothing(self) -> None:
        """The browser is not to be trusted."""
        self.portone.customer.pay(self.id, total=120)
        assert self.post("confirm") == (200, {"state": "reserved"})

    def test_a_booking_without_a_payment_stays_reserved(self) -> None:
        """The window was closed before anything happened."""
        assert self.post("confirm") == (200, {"state": "reserved"})


class CancelTests(BookingCase):
    """When the customer can't come."""

    def setUp(self) -> None:
        """Reserve a place and pay for it."""
        super().setUp()
        self.portone.customer.pay(self.id, total=120_000)
        self.post("confirm")

    def test_a_refund_in_full_frees_the_place(self) -> None:
        """Everything goes back."""
        assert self.post("cancel", reason="ill") == (200, {"state": "cancelled", "refunded": 120_000})
        assert self.portone.payments[self.id].status == "CANCELLED"

    def test_a_refund_in_part_keeps_the_place(self) -> None:
        """Some of it goes back, and no more than is left."""
        assert self.post("cancel", reason="late", amount=20_000) == (200, {"state": "confirmed", "refunded": 20_000})
        assert self.post("cancel", reason="ill", amount=100_001) == (409, {"error": "more than is left"})
        assert list(self.booking.refunds.values_list("amount", "done")) == [(20_000, True)]


@pytest.mark.usefixtures("webhooks")
class WebhookTests(BookingCase):
    """When PortOne calls."""

    def state(self) -> str:
        """How the booking stands in the database."""
        self.booking.refresh_from_db()
        return self.booking.state

    def test_a_deposit_confirms_the_booking(self) -> None:
        """The customer never came back to the studio's page."""
        self.portone.customer.issue_virtual_account(self.id, total=120_000)
        self.notify("Transaction.VirtualAccountIssued", paymentId=self.id, transactionId="tx-1")
        assert self.state() == "reserved"

        self.portone.customer.deposit(self.id)
        assert self.notify("Transaction.Paid", paymentId=self.id, transactionId="tx-1") == 204
        assert self.state() == "confirmed"

    def test_a_forged_webhook_is_refused(self) -> None:
        """Whoever it is from, it is not PortOne."""
        self.portone.customer.pay(self.id, total=120_000)
        assert self.notify("Transaction.Paid", key=b"?", paymentId=self.id, transactionId="tx-1") == 400
        assert self.state() == "reserved"

    def test_a_payment_that_is_not_the_studios_is_ignored(self) -> None:
        """The café next door uses the same store."""
        assert self.notify("Transaction.Paid", paymentId="coffee-1", transactionId="tx-1") == 204
        assert self.portone.calls == []
