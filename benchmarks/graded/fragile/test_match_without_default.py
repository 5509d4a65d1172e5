import responses

from bodies import API, payment
from fragile.handlers.match_without_default import headline


@responses.activate
def test_a_buyer_is_thanked():
    responses.get(f"{API}/payments/order-1", json=payment())
    assert headline("order-1") == "Thank you!"
