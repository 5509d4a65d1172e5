"""The shop as the tests see it, and PortOne's webhooks as the shop does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from bookstore.app import all_orders, app, current_settings
from bookstore.orders import Orders
from bookstore.settings import Settings
from fastapi.testclient import TestClient

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = b"a key that only these tests know"
Notify: TypeAlias = Callable[..., Any]


@pytest.fixture
def settings() -> Settings:
    """The shop's settings, with secrets that open nothing."""
    return Settings(api_secret="an-api-secret", webhook_secret=f"whsec_{base64.b64encode(KEY).decode()}")  # noqa: S106


@pytest.fixture
def shop(settings: Settings) -> Iterator[TestClient]:
    """The customer's browser, and a shop without orders."""
    orders = Orders()
    app.dependency_overrides = {current_settings: lambda: settings, all_orders: lambda: orders}
    yield TestClient(app)
    app.dependency_overrides = {}


@pytest.fixture
def order_id(shop: TestClient) -> str:
    """An order of one book for 39,000 won."""
    return shop.post("/orders", json={"book": "compilers"}).json()["id"]


@pytest.fixture
def notify(shop: TestClient) -> Notify:
    """Send a webhook as PortOne does: `notify("Transaction.Paid", paymentId="order-1")`; returns the answer."""

    def send(kind: str, *, key: bytes = KEY, **data: str) -> Any:
        event = {"type": kind, "timestamp": "2026-01-01T00:00:00.000Z", "data": {"storeId": "store-1", **data}}
        body = json.dumps(event)
        return shop.post("/webhooks/portone", content=body, headers=signed(body, key))

    return send


def signed(body: str, key: bytes) -> dict[str, str]:
    """The headers of a webhook, by the Standard Webhooks scheme."""
    message, now = "msg-1", str(int(time.time()))
    digest = hmac.digest(key, f"{message}.{now}.{body}".encode(), hashlib.sha256)
    return {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": now,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
