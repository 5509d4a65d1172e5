import responses

from bodies import API, payment
from tolerant.handlers.jsonschema_closed import paid


@responses.activate
def test_what_was_paid():
    responses.get(f"{API}/payments/order-1", json=payment())
    assert paid("order-1") == 39_000
