"""From the order to the receipt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bookstore.settings import Settings
    from fastapi.testclient import TestClient

    from pytest_portone.types import Sandbox


def test_an_order_that_was_paid_is_complete(portone: Sandbox, shop: TestClient, order_id: str) -> None:
    portone.customer.pay(order_id, total=39_000)
    assert shop.post(f"/orders/{order_id}/complete").json()["status"] == "paid"


def test_a_customer_who_paid_less_gets_no_book(portone: Sandbox, shop: TestClient, order_id: str) -> None:
    portone.customer.pay(order_id, total=390)
    assert shop.post(f"/orders/{order_id}/complete").status_code == 409
    assert shop.get(f"/orders/{order_id}").json()["status"] == "open"


def test_an_order_without_a_payment_is_not_complete(portone: Sandbox, shop: TestClient, order_id: str) -> None:
    assert shop.post(f"/orders/{order_id}/complete").status_code == 402
    assert [call.operation for call in portone.calls] == ["getPayment"]


def test_a_declined_card_fails_the_order(portone: Sandbox, shop: TestClient, order_id: str) -> None:
    portone.customer.fail(order_id, total=39_000)
    assert shop.post(f"/orders/{order_id}/complete").json()["status"] == "failed"


class TestInProduction:
    """Where only live channels count."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """The settings of production."""
        return replace(settings, live=True)

    def test_a_payment_through_a_test_channel_is_worth_nothing(
        self, portone: Sandbox, shop: TestClient, order_id: str
    ) -> None:
        """Or anybody could get a book with a test card."""
        portone.customer.pay(order_id, total=39_000)
        assert shop.post(f"/orders/{order_id}/complete").status_code == 409


def test_the_receipt_says_how_it_was_paid(portone: Sandbox, shop: TestClient, order_id: str) -> None:
    portone.customer.pay(order_id, total=39_000)
    receipt = shop.get(f"/orders/{order_id}/receipt").json()
    assert receipt["paid_with"] == "credit card 411111******1111"
    assert (receipt["total"], receipt["refunded"]) == (39_000, 0)


def test_the_receipt_of_an_easy_payment(portone: Sandbox, shop: TestClient, order_id: str) -> None:
    portone.customer.pay(order_id, total=39_000, method="EASY_PAY", platform="MOBILE")
    receipt = shop.get(f"/orders/{order_id}/receipt").json()
    assert receipt["paid_with"] == "Kakaopay"
    assert receipt["sold_through"] == "MOBILE"
