"""Products come back, the money goes back, and sellers are owed less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from bazaar.ledger import Ledger
    from fastapi.testclient import TestClient

    from pytest_portone.types import Sandbox

MONTH_END = "2026-01-30"


def test_what_comes_back_is_not_owed_any_more(
    ledger: Ledger, bought: Callable[..., str], cancel: Callable[..., Any]
) -> None:
    order_id = bought(honey=2, candle=1, bowl=1)
    order = cancel(order_id, honey=1, bowl=1)
    assert (order["refunded"], order["left"]) == (55_000, {"honey": 1, "candle": 1})
    assert ledger.due(MONTH_END) == {"beekeeper": 8_900 + 1_780, "potter": 0}


def test_tax_free_goods_come_back_tax_free(
    portone: Sandbox, bought: Callable[..., str], cancel: Callable[..., Any]
) -> None:
    order_id = bought(apples=2, cider=1)
    cancel(order_id, apples=1)
    [cancellation] = portone.payments[order_id].cancellations
    assert (cancellation.total, cancellation.tax_free, cancellation.vat) == (30_000, 30_000, 0)


def test_all_that_is_left_comes_back(
    portone: Sandbox, ledger: Ledger, bought: Callable[..., str], cancel: Callable[..., Any]
) -> None:
    order_id = bought(honey=1, bowl=1)
    cancel(order_id, honey=1)
    assert cancel(order_id)["left"] == {}
    assert portone.payments[order_id].status == "CANCELLED"
    assert ledger.due(MONTH_END) == {"beekeeper": 0, "potter": 0}


def test_no_more_comes_back_than_was_bought(
    bought: Callable[..., str], cancel: Callable[..., Any], ask_back: Callable[..., Any]
) -> None:
    order_id = bought(honey=1)
    assert ask_back(order_id, honey=2).status_code == 409
    assert ask_back(order_id, bowl=1).status_code == 409
    cancel(order_id)
    assert ask_back(order_id).status_code == 409


def test_nothing_comes_back_before_it_is_paid(browser: TestClient, ask_back: Callable[..., Any]) -> None:
    order_id = browser.post("/orders", json={"products": {"honey": 1}}).json()["id"]
    answer = ask_back(order_id)
    assert (answer.status_code, answer.json().get("detail")) == (409, "not paid")


def test_a_lost_answer_gives_money_back_once(
    portone: Sandbox, ledger: Ledger, bought: Callable[..., str], cancel: Callable[..., Any]
) -> None:
    order_id = bought(honey=3)
    portone.faults.lost_answer(operation="cancelPayment")
    assert cancel(order_id, honey=1)["refunded"] == 10_000
    assert len(portone.payments[order_id].cancellations) == 1
    assert ledger.due(MONTH_END) == {"beekeeper": 17_800}


def test_a_gateway_that_refuses_leaves_all_as_it_was(
    portone: Sandbox, browser: TestClient, ledger: Ledger, ask_back: Callable[..., Any]
) -> None:
    order_id = browser.post("/orders", json={"products": {"honey": 1}}).json()["id"]
    portone.customer.pay(order_id, total=10_000, card_number="9999990000000003")
    assert ask_back(order_id).status_code == 502
    assert browser.get(f"/orders/{order_id}").json()["refunded"] == 0
    assert ledger.due(MONTH_END) == {"beekeeper": 8_900}


def test_a_cancellation_in_the_console_reaches_sellers_where_all_was_cancelled(
    portone: Sandbox, browser: TestClient, ledger: Ledger, bought: Callable[..., str]
) -> None:
    whole, part = bought(honey=1, bowl=1), bought(honey=1, bowl=1)
    portone.customer.cancel_in_console(whole)
    portone.customer.cancel_in_console(part, 10_000)
    assert browser.get(f"/orders/{whole}").json()["left"] == {}
    # Of which product a part was, the console does not say: the money is booked, the sellers wait for a word.
    assert browser.get(f"/orders/{part}").json()["refunded"] == 10_000
    assert ledger.due(MONTH_END) == {"beekeeper": 8_900, "potter": 40_050}
