import responses

from bodies import API, part_cancelled
from fragile.handlers.cancellation_status import gone_back


@responses.activate
def test_what_went_back():
    responses.get(f"{API}/payments/order-1", json=part_cancelled())
    assert gone_back("order-1") == 1_000
