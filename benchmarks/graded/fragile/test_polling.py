from fragile.handlers.polling import wait_for


def test_a_payment_is_final(portone):
    portone.customer.pay("order-1", total=39_000)
    assert wait_for("order-1") == "PAID"
