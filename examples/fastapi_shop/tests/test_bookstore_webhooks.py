"""PortOne calls the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from conftest import Notify
    from pytest_portone.types import Client, Sandbox


def test_a_deposit_completes_the_order(portone: Sandbox, shop: TestClient, order_id: str, notify: Notify) -> None:
    portone.customer.issue_virtual_account(order_id, total=39_000)
    notify("Transaction.VirtualAccountIssued", paymentId=order_id, transactionId="tx-1")
    assert shop.get(f"/orders/{order_id}").json()["status"] == "waiting for deposit"

    portone.customer.deposit(order_id)
    for _ in range(2):  # PortOne may send the same event more than once
        answer = notify("Transaction.Paid", paymentId=order_id, transactionId="tx-1")
        assert answer.json() == {"result": "settled"}
    assert shop.get(f"/orders/{order_id}").json()["status"] == "paid"


def test_a_refund_in_the_console_reaches_the_order(
    portone: Sandbox, portone_client: Client, shop: TestClient, order_id: str, notify: Notify
) -> None:
    portone.customer.pay(order_id, total=39_000)
    shop.post(f"/orders/{order_id}/complete")

    portone_client.post(f"/payments/{order_id}/cancel", json={"reason": "by phone", "amount": 9_000})
    notify("Transaction.PartialCancelled", paymentId=order_id, transactionId="tx-1", cancellationId="cancellation-1")
    assert shop.get(f"/orders/{order_id}").json()["refunded"] == 9_000

    portone_client.post(f"/payments/{order_id}/cancel", json={"reason": "by phone"})
    notify("Transaction.Cancelled", paymentId=order_id, transactionId="tx-1", cancellationId="cancellation-2")
    assert shop.get(f"/orders/{order_id}").json()["status"] == "refunded"


def test_a_forged_webhook_is_refused(portone: Sandbox, order_id: str, notify: Notify) -> None:
    answer = notify("Transaction.Paid", key=b"not the key", paymentId=order_id, transactionId="tx-1")
    assert answer.status_code == 400
    assert portone.calls == []


def test_events_that_are_not_about_an_order_are_ignored(notify: Notify) -> None:
    assert notify("BillingKey.Issued", billingKey="billing-key-1").json() == {"result": "ignored"}
    assert notify("Transaction.Paid", paymentId="gift-7", transactionId="tx-1").json() == {"result": "ignored"}
