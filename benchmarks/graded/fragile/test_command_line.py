from fragile.handlers.command_line import main


def test_the_order_is_named(portone, capsys):
    portone.customer.pay("order-1", total=39_000, order_name="a pair of shoes")
    main("order-1")
    assert capsys.readouterr().out == "a pair of shoes\n"
