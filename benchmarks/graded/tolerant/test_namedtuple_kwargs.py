from bodies import API, CANCELLATION
from tolerant.handlers.namedtuple_kwargs import cancel


def test_the_cancellation_is_kept(httpx_mock):
    httpx_mock.add_response(url=f"{API}/payments/order-1/cancel", json={"cancellation": CANCELLATION})
    assert cancel("order-1").totalAmount == 1_000
