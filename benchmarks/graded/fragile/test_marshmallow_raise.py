from bodies import API, payment
from fragile.handlers.marshmallow_raise import is_test


def test_the_channel_is_ours(requests_mock):
    requests_mock.get(f"{API}/payments/order-1", json=payment())
    assert is_test("order-1")
