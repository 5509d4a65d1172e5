"""The shop's own tests: `portone` stands in for api.portone.io, and the shop is none the wiser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import portone_server_sdk as sdk
import pytest
from shop import Order, is_paid, refund

if TYPE_CHECKING:
    from pytest_portone.types import Sandbox

ORDER = Order("order-1", 39_000)


def test_an_order_is_paid_when_the_customer_has_paid(portone: Sandbox) -> None:
    portone.customer.pay("order-1", total=39_000)
    assert is_paid(ORDER)


def test_a_customer_who_paid_less_has_not_paid(portone: Sandbox) -> None:
    portone.customer.pay("order-1", total=390)
    assert not is_paid(ORDER)


def test_a_refund_in_part_leaves_the_rest(portone: Sandbox) -> None:
    portone.customer.pay("order-1", total=39_000)
    assert refund(ORDER, 9_000, "one of three returned") == 9_000
    with pytest.raises(sdk.errors.CancelAmountExceedsCancellableAmountError):
        refund(ORDER, 30_001, "more than is left")
