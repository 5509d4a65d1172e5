"""Books come back, and so does the money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from pytest_portone.types import Sandbox


@pytest.fixture
def paid(portone: Sandbox, shop: TestClient, order_id: str) -> str:
    """The path of an order that has been paid."""
    portone.customer.pay(order_id, total=39_000)
    shop.post(f"/orders/{order_id}/complete")
    return f"/orders/{order_id}"


def test_a_refund_in_full(portone: Sandbox, shop: TestClient, paid: str, order_id: str) -> None:
    order = shop.post(f"{paid}/refunds", json={"reason": "damaged"}).json()
    assert (order["status"], order["refunded"]) == ("refunded", 39_000)
    assert portone.payments[order_id].status == "CANCELLED"


def test_a_refund_in_parts_shows_on_the_receipt(shop: TestClient, paid: str) -> None:
    for amount in (9_000, 10_000):
        shop.post(f"{paid}/refunds", json={"reason": "late", "amount": amount})
    assert shop.get(paid).json()["status"] == "paid"
    assert shop.get(f"{paid}/receipt").json()["refunded"] == 19_000


def test_no_refund_of_more_than_was_paid(shop: TestClient, paid: str) -> None:
    assert shop.post(f"{paid}/refunds", json={"reason": "damaged", "amount": 39_001}).status_code == 409
    assert shop.get(paid).json()["refunded"] == 0


def test_no_refund_before_the_payment(portone: Sandbox, shop: TestClient, order_id: str) -> None:
    portone.customer.open(order_id, total=39_000)
    answer = shop.post(f"/orders/{order_id}/refunds", json={"reason": "changed my mind"})
    assert answer.json()["detail"] == "not paid"
