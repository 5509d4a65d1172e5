"""Before the money is taken, the merchant's server is asked at `confirmUrl`, and decides."""

from __future__ import annotations

import json
from contextlib import nullcontext
from threading import Thread
from urllib.parse import parse_qs

import httpx
import portone_server_sdk as sdk
import pytest

from pytest_portone import contracts
from pytest_portone.contracts.model import Ref
from pytest_portone.sandbox import Channel, CheckoutError, Request

URL = "http://testserver/confirm"
KEY = {"authorization": "PortOne secret"}


class Shop:
    """Answers `/confirm` as it is told, and everything else with 200."""

    def __init__(self, answer=None):
        self.answer = answer or (lambda: httpx.Response(200))
        self.heard = []

    def __call__(self, request):
        request.read()
        self.heard.append(request)
        return self.answer() if request.url.path == "/confirm" else httpx.Response(200)

    @property
    def types(self):
        return [json.loads(each.content)["type"] for each in self.heard]

    @property
    def asked(self):
        (request,) = [each for each in self.heard if each.url.path == "/confirm"]
        return request


@pytest.fixture
def shop(portone, secret):
    shop = Shop()
    portone.webhooks.send_to(shop, "/hooks", secret=secret)
    return shop


def sold_out():
    return httpx.Response(409, json={"errorMessage": "sold out"})


def test_the_merchant_agrees(portone, shop, secret):
    payment = portone.customer.pay("order-1", 39_000, confirm_url=URL)
    assert payment.status == "PAID"
    assert shop.types == ["Transaction.Ready", "Transaction.Confirm", "Transaction.Paid"]
    event = sdk.webhook.verify(secret, shop.asked.content.decode(), dict(shop.asked.headers))
    assert isinstance(event, sdk.webhook.WebhookTransactionConfirm)
    told = event.data
    assert (told.payment_id, told.transaction_id, told.total_amount) == ("order-1", payment.transaction_id, 39_000)
    assert contracts.load().validate(Ref("Webhook"), json.loads(shop.asked.content)).valid


def test_the_merchant_refuses_and_the_customer_tries_again(portone, shop):
    shop.answer = sold_out
    with pytest.raises(CheckoutError) as refused:
        portone.customer.pay("order-1", 39_000, confirm_url=URL)
    assert (refused.value.code, refused.value.message) == ("ConfirmProcessFailed", "sold out")
    payment = portone.payments["order-1"]
    assert (payment.status, payment.failure.reason, payment.failure.pg_code) == ("FAILED", "sold out", None)
    assert shop.types == ["Transaction.Ready", "Transaction.Confirm", "Transaction.Failed"]
    shop.answer = lambda: httpx.Response(204)
    assert portone.customer.pay("order-1", 39_000, confirm_url=URL).status == "PAID"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(500), f"{URL} answered 500"),
        (httpx.Response(302, headers={"location": "/"}), f"{URL} answered 302"),
        (httpx.Response(400, json={"errorMessage": 5}), f"{URL} answered 400"),
        (httpx.Response(400, json=["no"]), f"{URL} answered 400"),
        (httpx.Response(400, text="no"), f"{URL} answered 400"),
    ],
)
def test_a_refusal_without_a_message_says_what_was_answered(portone, shop, answer, reason):
    shop.answer = lambda: answer
    with pytest.raises(CheckoutError, match=f"ConfirmProcessFailed: {reason}"):
        portone.customer.pay("order-1", 39_000, confirm_url=URL)


@pytest.mark.parametrize("trouble", ["drop", "lose_answer"])
@pytest.mark.parametrize(
    ("unanswered", "status", "outcome"),
    [
        ("fails", "FAILED", pytest.raises(CheckoutError, match=r"ConfirmProcessFailed: .* lost on its way")),
        ("goes-on", "PAID", nullcontext()),
    ],
)
def test_no_answer(sandbox_of, trouble, unanswered, status, outcome):
    portone = sandbox_of(confirm_unanswered=unanswered)
    portone.webhooks.send_to(Shop(sold_out))
    getattr(portone.webhooks, trouble)("Transaction.Confirm")
    with outcome:
        portone.customer.pay("order-1", 39_000, confirm_url=URL)
    assert portone.payments["order-1"].status == status


def test_another_machine_is_never_called(portone):
    with pytest.raises(CheckoutError, match="nothing is sent there by itself"):
        portone.customer.pay("order-1", 39_000, confirm_url="https://shop.example/confirm")


def test_the_older_version_in_either_form(portone):
    shop = Shop()
    portone.webhooks.send_to(shop, "/old", version="2024-01-01", form="form")
    payment = portone.customer.pay("order-1", 39_000, confirm_url=URL)
    assert parse_qs(shop.asked.content.decode()) == {
        "payment_id": ["order-1"],
        "tx_id": [payment.transaction_id],
        "total_amount": ["39000"],
    }


def test_the_merchants_server_may_call_the_api_meanwhile(portone, shop):
    seen = []

    def look():
        call = Request("GET", "/payments/order-1", headers=KEY)
        other = Thread(target=lambda: seen.append(portone.handle(call).json()["status"]), daemon=True)
        other.start()
        other.join(10)
        return httpx.Response(200)

    shop.answer = look
    portone.customer.pay("order-1", 39_000, confirm_url=URL)
    assert seen == ["READY"]


@pytest.mark.parametrize(
    ("act", "message"),
    [
        ("pay", "PaymentAlreadyPaid"),
        ("open", "InvalidEntityState: the window of 'order-1' was over before the answer came"),
    ],
)
def test_what_the_customer_does_in_another_window_meanwhile_counts(portone, shop, act, message):
    def meanwhile():
        getattr(portone.customer, act)("order-1", 39_000)
        return httpx.Response(200)

    shop.answer = meanwhile
    with pytest.raises(CheckoutError, match=message):
        portone.customer.pay("order-1", 39_000, confirm_url=URL)
    assert shop.types.count("Transaction.Paid") == (act == "pay")


def test_it_is_asked_once_and_is_no_webhook_of_the_payments(portone, shop):
    shop.answer = sold_out
    with pytest.raises(CheckoutError):
        portone.customer.pay("order-1", 39_000, confirm_url=URL)
    portone.clock.advance(days=2)
    (asked,) = portone.webhooks.find("Transaction.Confirm")
    assert [each.code for each in asked.attempts] == [409]
    assert portone.webhooks.given_up == []
    assert "Transaction.Confirm order-1" in portone.webhooks.timeline()
    told = portone.handle(Request("GET", "/payments/order-1", headers=KEY)).json()["webhooks"]
    assert [each["paymentStatus"] for each in told] == ["READY", "FAILED"]
    assert "Transaction.Confirm" not in [each.type for each in portone.events]
    with pytest.raises(ValueError, match=r"Transaction\.Confirm asks once"):
        portone.webhooks.resend(asked)


@pytest.mark.parametrize(
    ("settings", "checkout"),
    [
        ({"confirm_process": "off"}, {}),
        ({"manual_confirm": frozenset({"by-hand"})}, {"channel": "by-hand"}),
        ({}, {"channel": Channel("abroad", pg_provider="EXIMBAY_V2")}),
    ],
)
def test_nobody_is_asked(sandbox_of, settings, checkout):
    portone, shop = sandbox_of(**settings), Shop(sold_out)
    portone.webhooks.send_to(shop)
    portone.customer.pay("order-1", 39_000, confirm_url=URL, **checkout)
    assert "Transaction.Confirm" not in shop.types


def test_a_window_without_the_url_that_is_required(sandbox_of):
    portone = sandbox_of(confirm_process="required")
    with pytest.raises(CheckoutError, match="ConfirmUrlRequired: confirmUrl: is missing"):
        portone.customer.open("order-1", 39_000)
    assert len(portone.payments) == 0


@pytest.mark.parametrize("act", ["issue_virtual_account", "pend", "pay_twice", "pay_in_test"])
def test_it_is_asked_before_every_approval(portone, shop, act):
    shop.answer = sold_out
    with pytest.raises(CheckoutError, match="ConfirmProcessFailed"):
        getattr(portone.customer, act)("order-1", 39_000, confirm_url=URL)


def test_it_is_asked_when_the_customer_goes_on_in_the_window(portone, shop):
    portone.customer.open("order-1", 39_000, confirm_url=URL)
    assert shop.types == ["Transaction.Ready"]
    portone.customer.pay("order-1")
    assert shop.types == ["Transaction.Ready", "Transaction.Confirm", "Transaction.Paid"]


def test_the_gateway_declines_after_the_merchant_agreed(portone, shop):
    number = min(portone.settings.declines)
    with pytest.raises(CheckoutError, match="PGProviderError"):
        portone.customer.pay("order-1", 39_000, card_number=number, confirm_url=URL)
    assert shop.types == ["Transaction.Ready", "Transaction.Confirm", "Transaction.Failed"]


def test_the_merchant_sees_that_the_total_was_altered(portone, shop):
    portone.customer.tamper("order-1", 39_000, confirm_url=URL)
    assert json.loads(shop.asked.content)["data"]["totalAmount"] == 100


@pytest.mark.parametrize(("exceptions", "raised"), [("raise", KeyError), ("answer", CheckoutError)])
def test_an_exception_of_the_merchants_code(sandbox_of, exceptions, raised):
    def crash():
        raise KeyError("stock")

    portone = sandbox_of(webhook_exceptions=exceptions)
    portone.webhooks.send_to(Shop(crash))
    with pytest.raises(raised):
        portone.customer.pay("order-1", 39_000, confirm_url=URL)
    assert portone.payments["order-1"].status == ("READY" if raised is KeyError else "FAILED")


def test_it_is_never_doubled_when_orders_are_explored(portone, shop):
    found = portone.explore(
        lambda: portone.customer.pay("order-1", 39_000, confirm_url=URL),
        invariant=lambda: portone.webhooks.find("Transaction.Confirm")[0].attempts[1:] == (),
    )
    assert found.complete


def test_it_comes_back_with_the_world(portone, shop, sandbox_of):
    portone.customer.open("order-1", 39_000, confirm_url=URL)
    portone.customer.pay("order-2", 39_000, confirm_url=URL)
    other = sandbox_of()
    other.webhooks.send_to(Shop(sold_out))
    other.load(json.loads(json.dumps(portone.dump())))
    assert [each.code for each in other.webhooks.find("Transaction.Confirm")[0].attempts] == [200]
    with pytest.raises(CheckoutError, match="sold out"):
        other.customer.pay("order-1")
