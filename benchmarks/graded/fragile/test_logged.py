from fragile.handlers.logged import masked


def test_the_card_is_masked(portone, caplog):
    portone.customer.pay("order-1", total=39_000)
    assert masked("order-1").endswith("******")
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []
