from bodies import event
from tolerant.handlers.webhook_refused import app


def test_a_webhook_is_acknowledged():
    assert app.test_client().post("/webhooks/portone", json=event("Transaction.Paid")).status_code == 200
