from fragile.handlers.sdk_payment import total_of


def test_the_total_is_verified(portone):
    portone.customer.pay("order-1", total=39_000)
    assert total_of("order-1") == 39_000
