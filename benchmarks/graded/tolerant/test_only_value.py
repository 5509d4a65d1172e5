from tolerant.handlers.only_value import charge


def test_a_subscription_is_charged(portone):
    key = portone.customer.issue_billing_key().id
    assert charge("order-1", key, 39_000)
