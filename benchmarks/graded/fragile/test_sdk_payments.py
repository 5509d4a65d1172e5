import re

from bodies import API, part_cancelled, payment, payments
from fragile.handlers.sdk_payments import ids


def test_all_are_exported(httpx_mock):
    page = payments(payment("order-1"), part_cancelled("order-2"))
    httpx_mock.add_response(url=re.compile(re.escape(f"{API}/payments")), json=page)
    assert ids() == ["order-1", "order-2"]
