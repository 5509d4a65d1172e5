import respx

from bodies import API, payment
from tolerant.handlers.largest_value import largest


@respx.mock
def test_the_scale_of_the_chart():
    respx.get(f"{API}/payments/order-1").respond(json=payment())
    assert largest("order-1") == 39_000
