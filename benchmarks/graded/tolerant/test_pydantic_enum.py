from bodies import API, payment
from tolerant.handlers.pydantic_enum import channel_of


def test_the_channel_is_kept_with_the_order(httpx_mock):
    httpx_mock.add_response(url=f"{API}/payments/order-1", json=payment())
    assert channel_of("order-1").key == "channel-key-1"
