from fastapi.testclient import TestClient

from bodies import event, signed
from fragile.handlers.sdk_webhook import app


def test_a_webhook_is_acknowledged():
    body, headers = signed(event("Transaction.Paid"))
    assert TestClient(app).post("/webhooks/portone", content=body, headers=headers).status_code == 200
