"""The bazaar as the tests see it: a browser, PortOne's webhooks, and books that agree with PortOne's record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bazaar.app import app, books, client, current_settings
from bazaar.ledger import ROWS, Ledger
from bazaar.settings import Settings
from fastapi.testclient import TestClient

from pytest_portone.sandbox import Settings as SandboxSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from sqlite3 import Connection

    from pytest_portone.types import Sandbox

SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdCBzdG9yZQ=="  # noqa: S105 - it opens nothing


@pytest.fixture
def portone_settings() -> SandboxSettings:
    """An exception of the bazaar fails the test, also where only PortOne would have seen it."""
    return SandboxSettings(webhook_exceptions="raise")


@pytest.fixture
def ledger() -> Ledger:
    """The books, empty."""
    return Ledger()


@pytest.fixture
def browser(portone: Sandbox, ledger: Ledger) -> Iterator[TestClient]:
    """The customer's browser, and a bazaar whose sellers PortOne knows and that hears PortOne's webhooks."""
    settings = Settings(api_secret="an-api-secret", webhook_secret=SECRET)  # noqa: S106
    app.dependency_overrides = {current_settings: lambda: settings, books: lambda: ledger}
    client.cache_clear()
    browser = TestClient(app)
    portone.webhooks.send_to(browser, "/webhooks/portone", secret=SECRET)
    assert browser.post("/sellers").status_code == 204
    yield browser
    app.dependency_overrides = {}


@pytest.fixture
def bought(portone: Sandbox, browser: TestClient) -> Callable[..., str]:
    """Order and pay: `bought(honey=1, bowl=2)` gives the order's id."""

    def buy(**products: int) -> str:
        order = browser.post("/orders", json={"products": products}).json()
        portone.customer.pay(order["id"], total=order["total"], tax_free=order["tax_free"])
        return order["id"]

    return buy


@pytest.fixture
def ask_back(browser: TestClient) -> Callable[..., Any]:
    """Want to give products back: `ask_back("order-1", honey=1)`, or all that is left; the answer."""

    def send(order_id: str, **products: int) -> Any:
        wanted = {"reason": "changed my mind", "products": products}
        return browser.post(f"/orders/{order_id}/cancellations", json=wanted)

    return send


@pytest.fixture
def cancel(ask_back: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """Give products back, as `ask_back` does; the order."""

    def send(order_id: str, **products: int) -> dict[str, Any]:
        answer = ask_back(order_id, **products)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return send


@pytest.fixture
def portone_ledger(ledger: Ledger) -> tuple[Connection, str]:
    """What is compared with PortOne's record at the end of each test."""
    return ledger.connection, ROWS


@pytest.fixture
def portone_ledger_mapping() -> dict[str, Any]:
    """What the books' columns mean."""
    return {
        "payment_id": "order_id",
        "entry_id": "cancellation",
        "kind": "kind",
        "state": {"value": "done"},
        "amount": "amount",
        "currency": {"value": "KRW"},
    }
