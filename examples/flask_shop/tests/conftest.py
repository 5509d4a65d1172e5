"""The club as the tests see it, and PortOne's webhooks as the club does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
import responses
from coffee_club import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from pytest_portone.types import Sandbox

KEY = b"a key that only these tests know"

Notify: TypeAlias = Callable[..., Any]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """A club without members, and with secrets that open nothing."""
    return create_app(
        {
            "TESTING": True,
            "DATABASE": str(tmp_path / "club.db"),
            "PORTONE_API_SECRET": "an-api-secret",
            "PORTONE_WEBHOOK_SECRET": f"whsec_{base64.b64encode(KEY).decode()}",
        }
    )


@pytest.fixture
def club(app: Flask) -> FlaskClient:
    """The member's browser."""
    return app.test_client()


@pytest.fixture
def mocked() -> Iterator[responses.RequestsMock]:
    """Answers that a test writes down itself."""
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def key(portone: Sandbox) -> str:
    """The billing key of Mina's card."""
    return portone.customer.issue_billing_key(customer={"id": "mina"}).id


@pytest.fixture
def mina(club: FlaskClient, key: str) -> str:
    """The path of a member who has paid for one month."""
    club.post("/members", json={"id": "mina", "billing_key": key})
    return "/members/mina"


@pytest.fixture
def notify(club: FlaskClient) -> Notify:
    """Send a webhook as PortOne does: `notify("Transaction.Paid", paymentId="mina-1")`; returns the status."""

    def send(kind: str, *, key: bytes = KEY, **data: str) -> int:
        event = {"type": kind, "timestamp": "2026-01-01T00:00:00.000Z", "data": {"storeId": "store-1", **data}}
        body = json.dumps(event)
        return club.post("/webhooks/portone", data=body, headers=signed(body, key)).status_code

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
