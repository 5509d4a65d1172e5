from fragile.handlers.dataclass_kwargs import how_many


def test_payments_are_counted(portone):
    portone.customer.pay("order-1", total=39_000)
    portone.customer.fail("order-2", total=39_000)
    assert how_many() == 2
