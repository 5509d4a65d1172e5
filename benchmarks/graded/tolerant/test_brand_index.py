from bodies import billing_key
from tolerant.handlers.brand_index import logos


def test_every_card_has_a_logo(portone_mock):
    portone_mock["getBillingKeyInfo"].respond(json=billing_key())
    assert all(each.endswith(".svg") for each in logos("billing-key-1"))
