import pytest

from tolerant.handlers.error_overlooked import NoPaymentError, check


def test_an_order_without_a_payment_is_refused(portone):
    with pytest.raises(NoPaymentError):
        check("order-1")
