from tolerant.handlers.status_assert import is_settled


def test_a_window_that_was_left_settles_nothing(portone):
    portone.customer.open("order-1", total=39_000)
    assert not is_settled("order-1")
