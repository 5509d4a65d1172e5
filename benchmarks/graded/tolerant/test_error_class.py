from tolerant.handlers.error_class import refund_once


def test_nobody_is_refunded_twice(portone):
    portone.customer.pay("order-1", total=39_000)
    assert [refund_once("order-1"), refund_once("order-1")] == [True, False]
