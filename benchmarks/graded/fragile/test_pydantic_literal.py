from fragile.handlers.pydantic_literal import order_name


def test_the_receipt_names_the_order(portone):
    portone.customer.pay("order-1", total=39_000, order_name="a pair of shoes")
    assert order_name("order-1") == "a pair of shoes"
