from bodies import API, part_cancelled, payment, payments
from tolerant.handlers.status_map import rows


def test_every_payment_has_a_row(requests_mock):
    requests_mock.get(f"{API}/payments", json=payments(payment("order-1"), part_cancelled("order-2")))
    assert [payment_id for payment_id, _ in rows()] == ["order-1", "order-2"]
