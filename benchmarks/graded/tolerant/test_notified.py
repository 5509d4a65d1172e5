from unittest.mock import Mock

from tolerant.handlers.notified import report


def test_the_warehouse_is_told(portone):
    portone.customer.pay("order-1", total=39_000)
    notify = Mock()
    report("order-1", notify)
    notify.assert_called_once_with("order-1", 39_000)
