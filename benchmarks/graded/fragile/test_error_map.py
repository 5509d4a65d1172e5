from fragile.handlers.error_map import refund


def test_no_more_goes_back_than_was_paid(portone):
    portone.customer.pay("order-1", total=39_000)
    done, _ = refund("order-1", 40_000)
    assert not done
