from tolerant.handlers.typed_dict_check import last_digits


def test_the_card_is_shown_by_its_last_digits(portone):
    key = portone.customer.issue_billing_key().id
    assert last_digits(key).isdigit()
