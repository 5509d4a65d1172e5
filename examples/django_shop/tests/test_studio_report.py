"""The report of payments, and answers that are hard to bring about: some are mocked with respx."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import respx
from django.test import TestCase
from studio.models import Booking

API = "https://api.portone.io"


def paid(payment_id: str, total: int, **others: Any) -> dict[str, Any]:
    """As much of a payment as the report reads."""
    amount = {"total": total, "taxFree": 0, "discount": 0, "paid": total, "cancelled": 0, "cancelledTaxFree": 0}
    return {
        "status": "PAID",
        "id": payment_id,
        "orderName": "a kilo of clay",
        "amount": amount,
        "currency": "KRW",
        "method": {"type": "PaymentMethodEasyPay", "provider": "NAVERPAY"},
        **others,
    }


class ReportTests(TestCase):
    """The page for the studio's accountant."""

    @pytest.mark.usefixtures("sandbox")
    def test_what_was_paid_and_refunded(self) -> None:
        """With the courses that the payments are for."""
        raku = Booking.objects.create(course="raku", price=120_000)
        self.portone.customer.pay(raku.payment_id, total=120_000)
        self.client.post(f"/bookings/{raku.pk}/cancel/", {"reason": "late", "amount": 20_000})
        self.portone.customer.fail("clay-1", total=8_000, order_name="two kilos of clay")
        page = self.client.get("/reports/payments/")
        self.assertContains(page, "<td>raku</td><td>refunded in part</td><td>card</td><td>100,000</td>", html=True)
        self.assertContains(page, "two kilos of clay")
        self.assertContains(page, "Together: 100,000 won")

    @respx.mock
    def test_payments_without_a_booking(self) -> None:
        """Clay is sold over the counter."""
        deposit = {"type": "PaymentMethodVirtualAccount", "accountNumber": "110-1", "bank": "SHINHAN"}
        items = [paid("clay-1", 8_000), paid("clay-2", 4_000, method=deposit)]
        page = {"number": 0, "size": 50, "totalCount": 2}
        respx.get(f"{API}/payments").respond(json={"items": items, "page": page})
        report = self.client.get("/reports/payments/")
        self.assertContains(report, "<td>easy payment</td><td>8,000</td>", html=True)
        self.assertContains(report, "<td>bank transfer</td><td>4,000</td>", html=True)

    @pytest.mark.usefixtures("sandbox")
    async def test_a_day_without_payments(self) -> None:
        """Nobody came."""
        page = await self.async_client.get("/reports/payments/")
        self.assertContains(page, "None.")

    @respx.mock
    def test_a_report_while_portone_is_down(self) -> None:
        """The page says so."""
        respx.get(f"{API}/payments").mock(side_effect=httpx.ConnectError)
        self.assertContains(self.client.get("/reports/payments/"), "not available", status_code=503)


class SlowRefundTests(TestCase):
    """Refunds that the bank does not decide on at once."""

    def setUp(self) -> None:
        """Reserve a place."""
        self.booking = Booking.objects.create(course="raku", price=120_000)

    def cancel(self, status: str) -> httpx.Response:
        """Cancel, and PortOne answers that the cancellation is so."""
        cancellation = {
            "status": status,
            "id": "cancellation-1",
            "totalAmount": 120_000,
            "taxFreeAmount": 0,
            "vatAmount": 10_909,
            "reason": "ill",
            "requestedAt": "2026-01-01T00:00:00Z",
        }
        with respx.mock(base_url=API) as portone_api:
            route = portone_api.post(f"/payments/{self.booking.payment_id}/cancel")
            route.respond(json={"cancellation": cancellation})
            return self.client.post(f"/bookings/{self.booking.pk}/cancel/", {"reason": "ill"})

    def test_a_refund_that_the_bank_looks_at_is_noted(self) -> None:
        """It does not count yet."""
        assert self.cancel("REQUESTED").json() == {"state": "reserved", "refunded": 0}
        assert self.booking.refunds.get().amount == 120_000

    def test_a_refund_that_the_bank_declines_is_not(self) -> None:
        """Nothing goes back."""
        assert self.cancel("FAILED").status_code == 502
        assert not self.booking.refunds.exists()
