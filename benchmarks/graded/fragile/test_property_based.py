import respx
from hypothesis import given, settings
from hypothesis import strategies as st

from bodies import AMOUNT, API, payment
from fragile.handlers.property_based import fee


@given(total=st.integers(100, 10_000_000))
@settings(max_examples=5, deadline=None, database=None, derandomize=True)
def test_the_fee_is_small(total):
    with respx.mock:
        respx.get(f"{API}/payments/order-1").respond(json=payment(amount={**AMOUNT, "total": total}))
        assert 0 <= fee("order-1") < total * 0.05
