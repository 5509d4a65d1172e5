import pytest
import respx

from bodies import API, payment
from fragile.handlers.portone_version import link


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.anyio
@respx.mock
async def test_the_order_has_a_page():
    respx.get(f"{API}/payments/order-1").respond(json=payment())
    assert await link("order-1") == "https://shop.example/order-1"
