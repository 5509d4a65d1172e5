import pytest

from fragile.handlers.fixture_teardown import settle, total_of


@pytest.fixture
def day(portone):
    portone.customer.pay("order-1", total=39_000)
    yield
    settle()


@pytest.mark.usefixtures("day")
def test_the_total():
    assert total_of("order-1") == 39_000
