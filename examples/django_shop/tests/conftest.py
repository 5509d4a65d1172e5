"""What the studio's test cases use: the sandbox, and PortOne's webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from pytest_portone.types import Sandbox

KEY = b"a key that only these tests know"


@pytest.fixture
def sandbox(request: pytest.FixtureRequest, portone: Sandbox) -> None:
    """PortOne, stood in for; a test case finds it as `self.portone`."""
    request.instance.portone = portone


@pytest.fixture
def webhooks(request: pytest.FixtureRequest, settings: SettingsWrapper) -> None:
    """PortOne's webhooks: `self.notify("Transaction.Paid", paymentId="booking-1")`; returns the status."""
    settings.PORTONE_WEBHOOK_SECRET = f"whsec_{base64.b64encode(KEY).decode()}"

    def notify(kind: str, *, key: bytes = KEY, **data: str) -> int:
        event = {"type": kind, "timestamp": "2026-01-01T00:00:00.000Z", "data": {"storeId": "store-1", **data}}
        body = json.dumps(event)
        studio = request.instance.client
        answer = studio.post(
            "/webhooks/portone/", data=body, content_type="application/json", headers=signed(body, key)
        )
        return answer.status_code

    request.instance.notify = notify


def signed(body: str, key: bytes) -> dict[str, str]:
    """The headers of a webhook, by the Standard Webhooks scheme."""
    message, now = "msg-1", str(int(time.time()))
    digest = hmac.digest(key, f"{message}.{now}.{body}".encode(), hashlib.sha256)
    return {
        "webhook-id": message,
        "webhook-timestamp": now,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
