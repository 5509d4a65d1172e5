import pytest

from tolerant.handlers.fixture_setup import imported


@pytest.fixture
def order(portone):
    portone.customer.pay("order-1", total=39_000)
    return imported("order-1")


def test_the_order_is_imported(order):
    assert order["id"] == "order-1"
