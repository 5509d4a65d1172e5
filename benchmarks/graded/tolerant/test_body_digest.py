import respx

from bodies import API, payment
from tolerant.handlers.body_digest import digest


@respx.mock
def test_the_digest_is_reproducible():
    respx.get(f"{API}/payments/order-1").respond(json=payment())
    assert digest("order-1") == "9d9f2c981d13c373fd59f2445c080fa53d31bed7a204220269d670c9bf534481"
