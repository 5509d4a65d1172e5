from datetime import date

import respx

from bodies import API, payment
from tolerant.handlers.last_value import paid_on


@respx.mock
def test_the_day_of_payment():
    respx.get(f"{API}/payments/order-1").respond(json=payment())
    assert paid_on("order-1") == date(2026, 3, 2)
