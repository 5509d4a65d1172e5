from fragile.handlers.empty_answer import announce


def test_the_amount_is_announced(portone):
    assert announce("order-1", 39_000) == 200
