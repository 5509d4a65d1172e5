"""From the order to what sellers are owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from bazaar.ledger import Ledger
    from fastapi.testclient import TestClient

    from pytest_portone.types import Sandbox

MONTH_END = "2026-01-30"
"""The last business day of January."""


def test_an_order_that_was_paid_is_shared_between_its_sellers(
    browser: TestClient, ledger: Ledger, bought: Callable[..., str]
) -> None:
    order_id = bought(honey=1, candle=3, apples=1, bowl=2)
    order = browser.get(f"/orders/{order_id}").json()
    assert (order["total"], order["tax_free"], order["paid"]) == (136_000, 30_000, 136_000)
    # Of each line a tenth goes to the bazaar, with a tenth of that as VAT.
    assert ledger.due(MONTH_END) == {"beekeeper": 14_240, "orchard": 26_700, "potter": 80_100}


def test_telling_it_again_changes_nothing(
    portone: Sandbox, browser: TestClient, ledger: Ledger, bought: Callable[..., str]
) -> None:
    order_id = bought(honey=1)
    due, calls = ledger.due(MONTH_END), len(portone.calls)
    for _ in range(2):
        assert browser.post(f"/orders/{order_id}/complete").status_code == 200
    assert ledger.due(MONTH_END) == due
    assert {each.operation for each in portone.calls[calls:]} == {"getPayment"}


def test_a_transfer_whose_answer_was_lost_is_booked_once(
    portone: Sandbox, ledger: Ledger, bought: Callable[..., str]
) -> None:
    portone.faults.lost_answer(operation="createPlatformOrderTransfer")
    bought(honey=1)
    assert ledger.due(MONTH_END) == {"beekeeper": 8_900}


def test_a_customer_who_paid_less_gets_nothing_and_nobody_is_owed(
    portone: Sandbox, browser: TestClient, ledger: Ledger
) -> None:
    order_id = browser.post("/orders", json={"products": {"honey": 1}}).json()["id"]
    portone.customer.pay(order_id, total=100)
    assert browser.post(f"/orders/{order_id}/complete").status_code == 409
    assert ledger.due(MONTH_END) == {}
    assert ledger.moved(order_id, "payment") == 0
    ledger.book(order_id, "payment", "by hand", 100)  # the till has it, whatever it was for


def test_an_order_that_was_not_paid_owes_nobody(portone: Sandbox, browser: TestClient, ledger: Ledger) -> None:
    order_id = browser.post("/orders", json={"products": {"honey": 1}}).json()["id"]
    assert browser.post(f"/orders/{order_id}/complete").json()["paid"] == 0
    portone.customer.fail(order_id, total=10_000)
    assert browser.post(f"/orders/{order_id}/complete").json()["paid"] == 0
    assert ledger.due(MONTH_END) == {}


def test_what_is_not_sold_can_not_be_ordered(browser: TestClient) -> None:
    assert browser.post("/orders", json={"products": {"rubies": 1}}).status_code == 404
    assert browser.post("/orders", json={"products": {"honey": 0}}).status_code == 422
    assert browser.get("/orders/order-9").status_code == 404


@pytest.mark.usefixtures("browser")
def test_a_webhook_of_somebody_elses_order_is_ignored(portone: Sandbox, ledger: Ledger) -> None:
    portone.customer.pay("gift-7", total=5_000)
    [paid] = portone.webhooks.find("Transaction.Paid")
    assert paid.attempts[0].code == 200
    assert ledger.ordered("gift-7") == {}
    ledger.book("gift-7", "payment", "the gift shop", 5_000)  # which keeps its own books


def test_a_forged_webhook_is_refused(portone: Sandbox, browser: TestClient, bought: Callable[..., str]) -> None:
    portone.webhooks.drop("Transaction.Ready")
    portone.webhooks.wrong_secret("Transaction.Paid")
    order_id = bought(honey=1)
    assert browser.get(f"/orders/{order_id}").json()["paid"] == 0
    answer = browser.post(f"/orders/{order_id}/complete")
    assert answer.status_code == 200
    assert answer.json()["paid"] == 10_000
