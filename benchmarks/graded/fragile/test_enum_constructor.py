from fragile.handlers.enum_constructor import refund


def test_a_part_goes_back(portone):
    portone.customer.pay("order-1", total=39_000)
    _, amount = refund("order-1", 1_000)
    assert amount == 1_000
