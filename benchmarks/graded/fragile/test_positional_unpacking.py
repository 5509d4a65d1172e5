from bodies import API, payment
from fragile.handlers.positional_unpacking import tax_line


def test_the_receipt_shows_the_vat(requests_mock):
    requests_mock.get(f"{API}/payments/order-1", json=payment())
    assert tax_line("order-1") == "39000 (VAT 3545)"
