from fragile.handlers.sdk_error import found


def test_an_order_without_a_payment(portone):
    assert not found("order-1")
