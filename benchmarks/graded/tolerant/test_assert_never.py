from bodies import API, payment
from tolerant.handlers.assert_never import price


def test_the_price_has_separators(httpx_mock):
    httpx_mock.add_response(url=f"{API}/payments/order-1", json=payment())
    assert "39,000" in price("order-1")
