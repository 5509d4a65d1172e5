from fragile.handlers.sqlite_columns import refunded


def test_refunds_are_booked(portone):
    portone.customer.pay("order-1", total=39_000)
    assert refunded("order-1", 1_000) == 1_000
