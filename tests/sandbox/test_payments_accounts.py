"""Virtual accounts: deposits late, in part, and too late."""

from __future__ import annotations

import httpx
import pytest

from pytest_portone.sandbox import CheckoutError


@pytest.fixture
def waiting(merchant_of):
    """A merchant with a payment of 1000 that waits for a deposit, for three days."""

    def make(**settings):
        merchant = merchant_of(**settings)
        merchant.sandbox.webhooks.send_to(lambda _: httpx.Response(200))
        merchant.sandbox.customer.issue_virtual_account("p-1", 1000)
        return merchant

    return make


def types(sandbox):
    return [each.type.removeprefix("Transaction.") for each in sandbox.webhooks.deliveries]


def test_a_deposit_at_the_last_moment(waiting):
    portone = waiting().sandbox
    paid = portone.customer.deposit_late("p-1")
    assert (paid.status, paid.deposited) == ("PAID", 1000)
    assert portone.clock.now.isoformat() == "2026-01-03T23:59:59+00:00"
    assert types(portone) == ["Ready", "VirtualAccountIssued", "Paid"]
    assert portone.webhooks.deliveries[-1].event.trigger == "VIRTUAL_ACCOUNT_DEPOSIT"


@pytest.mark.parametrize("expiry", ["stays", "fails"])
def test_an_account_that_has_expired_takes_nothing(waiting, expiry):
    merchant = waiting(account_expiry=expiry)
    with pytest.raises(CheckoutError) as caught:
        merchant.sandbox.customer.deposit_too_late("p-1")
    payment = merchant.payment("p-1")
    if expiry == "stays":
        assert caught.value.message == (
            "the account was good until 2026-01-04T00:00:00.000Z; it is 2026-01-04T00:00:01.000Z"
        )
        assert payment["status"] == "VIRTUAL_ACCOUNT_ISSUED"
    else:
        assert caught.value.code == "PaymentNotFound"
        assert (payment["status"], payment["failure"]) == ("FAILED", {"reason": "the virtual account has expired"})
        assert payment["failedAt"] == "2026-01-04T00:00:00.000Z"
    assert types(merchant.sandbox) == ["Ready", "VirtualAccountIssued"]


@pytest.mark.parametrize("expiry", ["stays", "fails"])
def test_a_bank_that_takes_it_all_the_same(waiting, expiry):
    merchant = waiting(account_expiry=expiry, expired_deposits=True, closing_told=True)
    paid = merchant.sandbox.customer.deposit_too_late("p-1")
    assert (paid.status, merchant.payment("p-1")["amount"]["paid"]) == ("PAID", 1000)
    between = ["Failed"] if expiry == "fails" else []
    assert types(merchant.sandbox) == ["Ready", "VirtualAccountIssued", *between, "Paid"]


@pytest.mark.parametrize("amount", [0, 999, 1001])
def test_another_amount_than_is_due_is_sent_back(waiting, amount):
    merchant = waiting()
    with pytest.raises(
        CheckoutError, match=f"PGProviderError: amount: received {amount}, expected 1000, which is due"
    ):
        merchant.sandbox.customer.deposit("p-1", amount)
    assert merchant.payment("p-1")["status"] == "VIRTUAL_ACCOUNT_ISSUED"


def test_deposits_in_parts(waiting):
    merchant = waiting(partial_deposits=True)
    customer = merchant.sandbox.customer
    assert (customer.deposit("p-1", 300).status, customer.deposit("p-1", 300).deposited) == (
        "VIRTUAL_ACCOUNT_ISSUED",
        600,
    )
    with pytest.raises(CheckoutError, match="received 401, expected 400, which is due"):
        customer.deposit("p-1", 401)
    assert customer.deposit("p-1").status == "PAID"
    assert types(merchant.sandbox) == ["Ready", "VirtualAccountIssued", "Paid"]


def test_a_paid_account_does_not_expire(waiting):
    merchant = waiting(account_expiry="fails")
    merchant.sandbox.customer.deposit("p-1")
    merchant.sandbox.clock.advance(days=30)
    assert merchant.payment("p-1")["status"] == "PAID"


def test_an_account_that_was_replaced_by_another_attempt_expires_alone(waiting):
    merchant = waiting(account_expiry="fails")
    merchant.sandbox.customer.issue_virtual_account("p-1", 1000, valid_hours=1000)
    merchant.sandbox.clock.advance(days=30)
    assert merchant.payment("p-1")["status"] == "VIRTUAL_ACCOUNT_ISSUED"


def test_a_due_date_that_is_past_fails_at_once(merchant_of):
    merchant = merchant_of(account_expiry="fails")
    expiry = {"dueDate": "2025-12-31T00:00:00Z"}
    account = {"bank": "SHINHAN", "expiry": expiry, "option": {"type": "NORMAL"}}
    assert merchant.instant(method={"virtualAccount": account}).status == 200
    merchant.sandbox.clock.advance(seconds=0)
    assert merchant.payment("p-1")["status"] == "FAILED"


@pytest.mark.parametrize("due", ["0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00"])
def test_a_due_date_at_the_end_of_the_calendar(merchant, due):
    account = {"bank": "SHINHAN", "expiry": {"dueDate": due}, "option": {"type": "NORMAL"}}
    assert merchant.instant(method={"virtualAccount": account}).status == 200
    assert merchant.payment("p-1")["method"]["expiredAt"]
