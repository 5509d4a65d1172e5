from fastapi.testclient import TestClient

from bodies import event
from fragile.handlers.webhook_strict_fields import app


def test_the_payment_is_found():
    answer = TestClient(app).post("/webhooks/portone", json=event("Transaction.Paid"))
    assert answer.status_code == 200
    assert answer.json() == {"about": "order-1"}
