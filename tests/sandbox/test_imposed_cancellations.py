"""Cancellations outside of the API: by the merchant's console, and by the customer's bank."""

import pytest


@pytest.mark.parametrize("act", ["chargeback", "cancel_in_console"])
@pytest.mark.parametrize("amount", [0, -5])
def test_what_is_no_amount_is_not_cancelled_outside_of_the_api_either(merchant, act, amount):
    merchant.instant()
    before = merchant.payment("p-1")
    with pytest.raises(ValueError, match=rf"^amount: received {amount}, expected 1 or more$"):
        getattr(merchant.sandbox.customer, act)("p-1", amount)
    assert merchant.payment("p-1") == before
