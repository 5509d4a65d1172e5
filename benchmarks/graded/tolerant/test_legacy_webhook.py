from tolerant.handlers.legacy_webhook import app


def test_the_order_is_found():
    notice = {"payment_id": "order-1", "tx_id": "transaction-1", "status": "Paid"}
    assert app.test_client().post("/webhooks/portone", json=notice).json["order"] == "order-1"
