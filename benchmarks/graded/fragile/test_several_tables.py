import respx

from bodies import API, payment
from fragile.handlers.several_tables import ledger_code


@respx.mock
def test_the_code_has_three_digits():
    respx.get(f"{API}/payments/order-1").respond(json=payment())
    assert 100 <= ledger_code("order-1") <= 999
