import respx

from bodies import API, payment
from tolerant.handlers.gateway_attribute import fee


@respx.mock
def test_the_fee_is_below_five_per_cent():
    respx.get(f"{API}/payments/order-1").respond(json=payment())
    assert 0 < fee("order-1") < 39_000 * 0.05
