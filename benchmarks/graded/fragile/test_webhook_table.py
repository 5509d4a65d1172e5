import pytest

from bodies import event, signed
from fragile.handlers.webhook_table import app, paid


@pytest.fixture(autouse=True)
def no_orders():
    paid.clear()


def test_an_order_is_paid():
    body, headers = signed(event("Transaction.Paid"))
    assert app.test_client().post("/webhooks/portone", data=body, headers=headers).status_code == 204
    assert paid == {"order-1"}
