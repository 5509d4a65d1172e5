from fastapi.testclient import TestClient

from bodies import event
from fragile.handlers.webhook_500 import app


def test_a_webhook_is_acknowledged():
    client = TestClient(app, raise_server_exceptions=False)
    assert client.post("/webhooks/portone", json=event("Transaction.Paid")).is_success
