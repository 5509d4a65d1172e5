from fragile.handlers.threads import overview


def test_all_payments_are_there(portone):
    portone.customer.pay("order-1", total=39_000)
    portone.customer.fail("order-2", total=39_000)
    assert {payment_id for _, payment_id in overview(["order-1", "order-2"])} == {"order-1", "order-2"}
