from fragile.handlers.csv_fieldnames import export


def test_a_line_a_payment(portone):
    portone.customer.pay("order-1", total=39_000)
    portone.customer.pay("order-2", total=1_000)
    assert len(export()) == 3
