import respx

from bodies import API, payment
from fragile.handlers.body_digest import digest


@respx.mock
def test_the_digest_is_reproducible():
    respx.get(f"{API}/payments/order-1").respond(json=payment())
    assert digest("order-1") == "aca729115c5aa5ecd7976dd26e48749ed73c49b39d83669dce7eba7e3a287b6c"
