from fragile.handlers.translated import icon


def test_there_is_an_icon(portone):
    portone.customer.pay("order-1", total=39_000)
    assert icon("order-1").endswith(".svg")
