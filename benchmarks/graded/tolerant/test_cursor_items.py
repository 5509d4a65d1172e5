from tolerant.handlers.cursor_items import entries


def test_all_pages_are_read(portone):
    for number in range(3):
        portone.customer.pay(f"order-{number}", total=39_000)
    assert len(entries()) == 3
