from tolerant.handlers.method_dispatch import receipt


def test_the_receipt_has_two_lines(portone):
    portone.customer.pay("order-1", total=39_000)
    assert len(receipt("order-1")) == 2
