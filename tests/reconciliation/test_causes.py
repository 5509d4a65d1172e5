"""Every cause, provoked by a small shop that has the bug which brings it about."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs

import httpx
import pytest

from pytest_portone.reconciliation import causes
from pytest_portone.reconciliation.discrepancies import DISCREPANCIES
from pytest_portone.reconciliation.entries import Entry
from pytest_portone.reconciliation.terms import Terms
from pytest_portone.sandbox import Channel, Sandbox, Settings
from pytest_portone.transport import PORTONE, intercept

SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdCBzdG9yZQ=="
LIVE = Settings(webhook_jitter=False, channel_type="LIVE")


@dataclass
class Shop:
    """Books what its orders cost when a webhook says that they are paid, and what it refunds when one says so.

    Attributes:
        books: the ledger.
        orders: what each order costs.
        hears: the types of webhooks that it books, each with the function that does; others it answers by 200.
        codes: what it answers instead of 200, one webhook after the other, without booking.
    """

    portone: Sandbox
    orders: dict[str, int] = field(default_factory=lambda: {"order-1": 39_000})
    books: list[Entry] = field(default_factory=list)
    hears: dict[str, object] = field(default_factory=dict)
    codes: list[int] = field(default_factory=list)

    def __call__(self, request):
        event = json.loads(request.read())
        code = self.codes.pop(0) if self.codes else 200
        if code == 200 and event["type"] in self.hears:
            self.hears[event["type"]](event["data"])
        return httpx.Response(code)

    def book(self, payment_id="order-1", amount=None, *, kind="payment", state="done", **more):
        entry = Entry(
            payment_id=payment_id,
            kind=kind,
            state=state,
            amount=self.orders.get(payment_id, 39_000) if amount is None else amount,
            currency=more.pop("currency", "KRW"),
            **more,
        )
        self.books.append(entry)

    def on(self, type_, **more):
        self.hears[type_] = lambda data: self.book(data["paymentId"], **more)

    def call(self, method, path, body=None):
        headers = {"authorization": f"PortOne {self.portone.secret}"}
        with intercept(self.portone.handle), httpx.Client(base_url=PORTONE, headers=headers) as client:
            return client.request(method, path, json=body)

    def cancel(self, amount, **body):
        return self.call("POST", "/payments/order-1/cancel", {"reason": "returned", "amount": amount, **body})

    def cause(self, name, terms=None):
        """The cause of the only discrepancy, which has this name."""
        [found] = self.portone.reconcile(self.books, terms).discrepancies
        assert found.name == name
        return found.cause


@pytest.fixture
def shop_of():
    """Makes a shop of a sandbox with these settings, which hears of payments where it is told so."""

    def make(settings=LIVE, *, told=True, paid=True):
        shop = Shop(Sandbox(settings=settings))
        if told:
            shop.portone.webhooks.send_to(shop, "/hooks", secret=SECRET)
        if paid:
            shop.on("Transaction.Paid")
        return shop

    return make


@pytest.fixture
def shop(shop_of):
    return shop_of()


def test_a_shop_without_a_bug_agrees(shop):
    shop.portone.customer.pay("order-1", 39_000)
    shop.on("Transaction.PartialCancelled", amount=1_000, kind="cancellation")
    shop.cancel(1_000)
    shop.portone.webhooks.deliver()
    assert shop.portone.reconcile(shop.books).clean


# What the ledger lacks


def test_a_webhook_that_was_dropped(shop):
    shop.portone.webhooks.drop("Transaction.Paid", times=None)
    shop.portone.customer.pay("order-1", 39_000)
    shop.portone.clock.advance(days=1)
    assert shop.cause("missing_in_ledger") == (
        "the webhook Transaction.Paid was dropped on its way (attempts: lost at 2026-01-01T00:00:00Z; "
        "lost at 2026-01-01T00:01:00Z; 3 more; lost at 2026-01-01T05:41:00Z; no further attempt)"
    )


def test_a_webhook_that_was_not_taken(shop):
    shop.codes = [200, 503]
    shop.portone.customer.pay("order-1", 39_000)
    assert shop.cause("missing_in_ledger") == (
        "the webhook Transaction.Paid was not taken (attempts: 503 at 2026-01-01T00:00:00Z; "
        "next attempt at 2026-01-01T00:01:00Z)"
    )


def test_a_handler_that_crashed(shop):
    shop.hears["Transaction.Paid"] = lambda data: {}[data["paymentId"]]
    shop.portone.customer.pay("order-1", 39_000)
    assert "was not taken (attempts: 500 (KeyError: 'order-1') at 2026-01-01" in shop.cause("missing_in_ledger")


def test_a_webhook_that_was_taken_and_not_booked(shop):
    shop.hears.clear()
    shop.portone.customer.pay("order-1", 39_000)
    expected = "the webhook Transaction.Paid was taken at 2026-01-01T00:00:00Z (200), and was not booked"
    assert shop.cause("missing_in_ledger") == expected


def test_a_webhook_whose_answer_was_lost_was_taken_all_the_same(shop):
    shop.hears.clear()
    shop.portone.webhooks.lose_answer("Transaction.Paid", times=None)
    shop.portone.customer.pay("order-1", 39_000)
    shop.portone.clock.advance(days=1)
    assert shop.cause("missing_in_ledger") == (
        "the webhook Transaction.Paid was taken at 2026-01-01T00:00:00Z (the answer, 200, was lost on its way), "
        "and was not booked"
    )


def test_a_shop_that_is_told_nothing(shop_of):
    shop = shop_of(told=False)
    shop.portone.customer.pay("order-1", 39_000)
    assert shop.cause("missing_in_ledger") == (
        "Transaction.Paid happened at 2026-01-01T00:00:00Z, and no webhook tells of it: none is sent anywhere"
    )


def test_a_call_that_asked_for_no_webhook(shop):
    shop.portone.customer.pay("order-1", 39_000)
    shop.cancel(1_000, skipWebhook=True)
    assert shop.cause("cancellation_sum").endswith("no webhook tells of it: the call asked for none (skipWebhook)")


def test_a_webhook_that_was_changed_on_its_way_and_believed(shop):
    shop.portone.webhooks.tamper("Transaction.Paid", paymentId="order-2")
    shop.portone.customer.pay("order-1", 39_000)
    found = {each.name: each.cause for each in shop.portone.reconcile(shop.books).discrepancies}
    assert found["missing_in_ledger"] == (
        "the webhook Transaction.Paid was changed on its way to name order-2 (tamper), "
        "and was believed at 2026-01-01T00:00:00Z: it does not come again"
    )
    assert found["missing_at_portone"] == (
        "a webhook Transaction.Paid that nobody may believe (tamper) was answered 200 at 2026-01-01T00:00:00Z, "
        "and was booked"
    )


def test_an_answer_that_was_lost(shop_of):
    shop = shop_of(told=False)
    key = shop.portone.customer.issue_billing_key()
    shop.portone.faults.lost_answer(operation="payWithBillingKey")
    body = {"billingKey": key.id, "orderName": "shoes", "amount": {"total": 39_000}, "currency": "KRW"}
    with pytest.raises(httpx.ReadTimeout):
        shop.call("POST", "/payments/order-1/billing-key", body)
    assert shop.cause("missing_in_ledger") == (
        "the answer of payWithBillingKey was lost at 2026-01-01T00:00:00Z (read timeout), though PortOne had done it"
    )


def test_webhooks_in_another_order(shop_of):
    shop = shop_of(paid=False)

    def replace(data, state):
        shop.books[:] = [each for each in shop.books if each.payment_id != data["paymentId"]]
        shop.book(data["paymentId"], state=state)

    shop.hears["Transaction.Ready"] = lambda data: replace(data, "pending")
    shop.hears["Transaction.Paid"] = lambda data: replace(data, "done")
    shop.portone.webhooks.delay("Transaction.Ready", minutes=5)
    shop.portone.customer.pay("order-1", 39_000)
    assert shop.portone.reconcile(shop.books).clean
    shop.portone.clock.advance(minutes=5)
    assert shop.cause("stale") == (
        "the webhook Transaction.Ready came at 2026-01-01T00:05:00Z, after Transaction.Paid, and was booked over it"
    )


def test_a_cancellation_in_the_console(shop):
    shop.portone.customer.pay("order-1", 39_000)
    shop.portone.customer.cancel_in_console("order-1", 4_000)
    assert shop.cause("cancellation_sum") == (
        "4,000 KRW was cancelled at 2026-01-01T00:00:00Z by CONSOLE, not by a call; the webhook "
        "Transaction.PartialCancelled was taken at 2026-01-01T00:00:00Z (200), and was not booked"
    )


def test_a_cancellation_that_was_made_again_after_its_answer_was_lost(shop):
    shop.portone.customer.pay("order-1", 39_000)
    shop.portone.faults.lost_answer(operation="cancelPayment")
    with pytest.raises(httpx.ReadTimeout):
        shop.cancel(1_000)
    shop.portone.clock.advance(minutes=1)
    assert shop.cancel(1_000).is_success
    shop.book(amount=1_000, kind="cancellation")
    assert shop.cause("cancellation_sum") == (
        "the answer of cancelPayment was lost at 2026-01-01T00:00:00Z (read timeout), and the call was made again "
        "at 2026-01-01T00:01:00Z: PortOne has 2 cancellations"
    )


def test_a_cancellation_behind_a_500_was_done_all_the_same(shop):
    shop.portone.customer.pay("order-1", 39_000)
    shop.portone.faults.server_error(502, committed=True, operation="cancelPayment")
    assert shop.cancel(1_000).status_code == 502
    assert shop.cancel(1_000).is_success
    shop.book(amount=1_000, kind="cancellation")
    assert "the answer of cancelPayment was lost at 2026-01-01T00:00:00Z (502)" in shop.cause("cancellation_sum")


# What the ledger has too much


@pytest.mark.parametrize("trouble", ["wrong_secret", "unsigned", "stale_timestamp"])
def test_a_webhook_that_nobody_may_believe(shop, trouble):
    def hear(data):
        shop.book(data["paymentId"])

    shop.hears = {"Transaction.Ready": hear}
    getattr(shop.portone.webhooks, trouble)("Transaction.Ready")
    shop.portone.customer.open("order-1", 39_000)
    assert shop.cause("booked_before_paid") == (
        f"a webhook Transaction.Ready that nobody may believe ({trouble}) was answered 200 "
        "at 2026-01-01T00:00:00Z, and was booked"
    )


def test_a_redirect_that_was_believed(shop):
    shop.portone.customer.open("order-1", 39_000)
    shop.book()
    assert shop.cause("booked_before_paid") == (
        "booked at the redirect, while PortOne has it READY: the webhook Transaction.Ready tells of no money, "
        "and getPayment was never asked"
    )


def test_a_redirect_that_was_believed_before_the_customer_paid(shop_of):
    shop = shop_of(told=False)
    shop.portone.customer.open("order-1", 39_000)
    shop.book(at=shop.portone.clock.now)
    shop.portone.clock.advance(minutes=30)
    shop.portone.customer.pay("order-1")
    assert shop.cause("booked_before_paid", Terms(skew=timedelta(minutes=10))) == (
        "PortOne had it paid at 2026-01-01T00:30:00Z; what was booked before is the browser's word"
    )


def test_a_payment_that_failed_and_was_booked(shop):
    shop.portone.customer.fail("order-1", 39_000)
    shop.book()
    assert shop.cause("status").startswith("booked at the redirect, while PortOne has it FAILED: ")


def test_a_payment_that_was_paid_in_the_end(shop):
    shop.on("Transaction.Failed", state="failed")
    del shop.hears["Transaction.Paid"]
    shop.portone.customer.fail("order-1", 39_000)
    shop.portone.customer.pay("order-1", 39_000)
    expected = "the webhook Transaction.Paid was taken at 2026-01-01T00:00:00Z (200), and was not booked"
    assert shop.cause("status") == expected


def test_a_form_that_nobody_may_believe(shop_of):
    shop = shop_of(told=False)

    def hear(request):
        shop.book(parse_qs(request.read().decode())["payment_id"][0])
        return httpx.Response(200)

    shop.portone.webhooks.send_to(hear, "/hooks", secret=SECRET, version="2024-01-01", form="form")
    shop.portone.webhooks.unsigned()
    shop.portone.customer.open("order-1", 39_000)
    assert shop.cause("booked_before_paid").startswith(
        "a webhook Transaction.Ready that nobody may believe (unsigned)"
    )


def test_an_answer_that_was_not_looked_at(shop_of):
    shop = shop_of(told=False)
    shop.portone.customer.open("order-1", 39_000)
    assert shop.call("GET", "/payments/order-1").is_success
    shop.book()
    assert shop.cause("booked_before_paid") == (
        "booked at the redirect, while PortOne has it READY: no webhook tells that it was paid, "
        "and getPayment had answered READY at 2026-01-01T00:00:00Z"
    )


def test_a_virtual_account_that_was_taken_for_a_payment(shop):
    shop.on("Transaction.VirtualAccountIssued")
    shop.portone.customer.issue_virtual_account("order-1", 39_000)
    assert shop.cause("booked_before_paid") == (
        "booked at VIRTUAL_ACCOUNT_ISSUED: the webhook Transaction.VirtualAccountIssued tells of no money, "
        "and came at 2026-01-01T00:00:00Z"
    )


def test_a_payment_of_which_portone_has_never_heard(shop):
    shop.book("order-7")
    assert shop.cause("missing_at_portone") == "PortOne was never asked for it, and has told nothing of it"


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (
            "connect_timeout",
            "payWithBillingKey did not get through at 2026-01-01T00:00:00Z (connect timeout), and was booked as done",
        ),
        (
            "pg_error",
            "payWithBillingKey did not get through at 2026-01-01T00:00:00Z (502), and was booked as done",
        ),
    ],
)
def test_a_call_that_failed_and_was_booked(shop, fault, cause):
    key = shop.portone.customer.issue_billing_key()
    getattr(shop.portone.faults, fault)(operation="payWithBillingKey")
    body = {"billingKey": key.id, "orderName": "shoes", "amount": {"total": 39_000}, "currency": "KRW"}
    try:
        shop.call("POST", "/payments/order-1/billing-key", body)
    except httpx.ConnectTimeout:
        pass
    finally:
        shop.book()
    assert shop.cause("missing_at_portone") == cause


def test_a_refusal_that_was_booked_as_a_cancellation(shop):
    shop.portone.customer.pay("order-1", 39_000)
    shop.cancel(40_000)
    shop.book(amount=40_000, kind="cancellation")
    assert shop.cause("cancellation_sum") == (
        "cancelPayment was answered 409 CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT at 2026-01-01T00:00:00Z, "
        "and was booked as done"
    )


def test_a_cancellation_that_is_not_decided(shop_of):
    shop = shop_of(Settings(channels=(Channel("channel-key-1", "LIVE", "PAYPAL_V2"),)))
    shop.portone.customer.pay("order-1", 39_000, channel="channel-key-1")
    assert shop.cancel(1_000).is_success
    shop.book(amount=1_000, kind="cancellation")
    [found] = [each for each in shop.portone.reconcile(shop.books).discrepancies if each.name == "cancellation_sum"]
    expected = "PortOne's cancellation of 1,000 KRW at 2026-01-01T00:00:00Z is REQUESTED, and was booked as done"
    assert found.cause == expected


# What the ledger has twice


def test_a_webhook_that_came_twice(shop):
    shop.portone.webhooks.duplicate("Transaction.Paid", minutes=3)
    shop.portone.customer.pay("order-1", 39_000)
    shop.portone.clock.advance(minutes=3)
    assert shop.cause("duplicate_in_ledger") == (
        "the webhook Transaction.Paid came 2 times, under the same id "
        "(2026-01-01T00:00:00Z and 2026-01-01T00:03:00Z), and the ledger has 2 rows"
    )


def test_a_webhook_that_came_again_as_its_answer_was_lost(shop):
    shop.portone.webhooks.lose_answer("Transaction.Paid")
    shop.portone.customer.pay("order-1", 39_000)
    shop.portone.clock.advance(minutes=1)
    assert "came 2 times, after its answer was lost (" in shop.cause("duplicate_in_ledger")


def test_a_webhook_and_an_answer_that_were_both_booked(shop):
    shop.on("Transaction.PartialCancelled", amount=1_000, kind="cancellation")
    shop.portone.customer.pay("order-1", 39_000)
    shop.cancel(1_000)
    shop.book(amount=1_000, kind="cancellation")
    shop.portone.webhooks.deliver()
    assert shop.cause("duplicate_in_ledger") == (
        "booked from the answer of cancelPayment (2026-01-01T00:00:00Z) "
        "and from the webhook Transaction.PartialCancelled (2026-01-01T00:00:00Z)"
    )


def test_a_webhook_and_a_redirect_that_were_both_booked(shop):
    shop.portone.customer.pay("order-1", 39_000)
    shop.book()
    expected = "the webhook Transaction.Paid came once (2026-01-01T00:00:00Z): it was booked from elsewhere as well"
    assert shop.cause("duplicate_in_ledger") == expected


# What differs


def test_an_amount_that_nobody_compared(shop):
    shop.portone.customer.tamper("order-1", 39_000, paid=100)
    assert shop.cause("amount") == (
        "PortOne's amount is what the customer's browser asked for: nothing was pre-registered "
        "(preRegisterPayment), and the amount of the payment was never asked for (getPayment)"
    )


def test_an_amount_that_was_seen_and_not_compared(shop):
    shop.portone.customer.tamper("order-1", 39_000, paid=100)
    shop.call("GET", "/payments/order-1")
    assert "getPayment was answered at 2026-01-01T00:00:00Z, without its amount being compared" in shop.cause(
        "amount"
    )


def test_a_currency_that_nobody_compared(shop):
    shop.portone.customer.pay("order-1", 39_000, currency="USD")
    assert shop.cause("currency").startswith("PortOne's currency is what the customer's browser asked for")


def test_another_amount_than_was_pre_registered(shop):
    shop.call("POST", "/payments/order-1/pre-register", {"totalAmount": 39_000, "currency": "KRW"})
    key = shop.portone.customer.issue_billing_key()
    body = {"billingKey": key.id, "orderName": "shoes", "amount": {"total": 3_900}, "currency": "KRW"}
    assert shop.call("POST", "/payments/order-1/billing-key", body).is_success
    shop.portone.webhooks.deliver()
    assert shop.cause("amount") == (
        "PortOne's amount is what was paid, by payWithBillingKey at 2026-01-01T00:00:00Z; "
        "preRegisterPayment had said 39,000 KRW"
    )


def test_the_total_of_another_attempt(shop):
    shop.portone.customer.open("order-1", 39_000)
    shop.portone.customer.pay("order-1", 41_000)
    assert shop.cause("amount") == (
        "the ledger has the total of the attempt of 2026-01-01T00:00:00Z; another one was paid, 41,000 KRW"
    )


def test_a_discount(shop):
    shop.orders["order-1"] = 38_000
    shop.portone.customer.pay("order-1", 39_000, discount=1_000)
    assert shop.cause("amount").startswith("a discount took 1,000 KRW off the total (amount.discount)")


def test_a_cancellation_that_was_taken_off_the_payment(shop):
    shop.portone.customer.pay("order-1", 39_000)
    shop.cancel(1_000)
    shop.books.clear()
    shop.book(amount=38_000)
    found = {each.name: each.cause for each in shop.portone.reconcile(shop.books).discrepancies}
    assert found["amount"] == "the ledger has taken the cancellations, 1,000 KRW, off the payment itself"


def test_a_payment_by_a_test_channel(shop):
    shop.portone.customer.pay_in_test("order-1", 39_000)
    channel = shop.portone.payments["order-1"].order.channel.key
    assert shop.cause("test_channel") == (
        f"the channel {channel} is a TEST one, where no money moves; "
        "the webhook Transaction.Paid went where those of LIVE channels go"
    )


def test_a_webhook_that_was_late(shop):
    shop.hears["Transaction.Paid"] = lambda data: shop.book(data["paymentId"], at=shop.portone.clock.now)
    shop.portone.webhooks.delay("Transaction.Paid", minutes=30)
    shop.portone.customer.pay("order-1", 39_000)
    shop.portone.clock.advance(minutes=30)
    assert shop.cause("time_skew", Terms(skew=timedelta(minutes=10))) == (
        "the webhook Transaction.Paid arrived 0:30:00 late "
        "(attempts: 200 at 2026-01-01T00:30:00Z; no further attempt)"
    )


# Where there is no sandbox


def test_the_record_of_portone_tells_a_webhook_that_failed(shop):
    shop.codes = [200, *[503] * 6]
    shop.portone.customer.pay("order-1", 39_000)
    shop.portone.clock.advance(days=1)
    shown = shop.call("GET", "/payments/order-1").json()
    found = shop.portone.reconcile(shop.books)
    [explained] = causes.from_payments(found, {"order-1": shown}).discrepancies
    assert explained.cause == (
        "the webhook Transaction.Paid was not taken (attempts: 503 at 2026-01-01T05:41:00Z; no further attempt)"
    )


def test_the_record_of_portone_tells_what_was_believed_too_early(shop_of):
    shop = shop_of(told=False)
    shop.portone.webhooks.send_to(lambda _: httpx.Response(200), "/old", version="2024-01-01")
    shop.portone.customer.issue_virtual_account("order-1", 39_000)
    shop.book()
    shown = shop.call("GET", "/payments/order-1").json()
    [explained] = causes.from_payments(shop.portone.reconcile(shop.books), {"order-1": shown}).discrepancies
    assert explained.cause == (
        "booked at VIRTUAL_ACCOUNT_ISSUED: the webhook Transaction.VirtualAccountIssued tells of no money, "
        "and came at 2026-01-01T00:00:00Z"
    )


def test_a_payment_whose_record_is_not_given_stays_unexplained(shop):
    shop.hears.clear()
    shop.portone.customer.pay("order-1", 39_000)
    found = shop.portone.reconcile(shop.books)
    assert causes.from_payments(found, {}).discrepancies == found.discrepancies


def test_every_rule_belongs_to_a_discrepancy():
    assert not causes.RULES.keys() - set(DISCREPANCIES)
    assert not causes.BOTH_WAYS - causes.RULES.keys()
