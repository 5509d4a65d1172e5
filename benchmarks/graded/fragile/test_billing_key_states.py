from bodies import billing_key
from fragile.handlers.billing_key_states import usable


def test_an_issued_key_is_usable(portone_mock):
    portone_mock["getBillingKeyInfo"].respond(json=billing_key())
    assert usable("billing-key-1")
