"""When webhooks are delivered, and in what order a test can have them."""

import threading

import httpx
import pytest

from pytest_portone.sandbox import Request

READY, PAID = "Transaction.Ready", "Transaction.Paid"
INSTANT = (
    b'{"orderName": "shoes", "currency": "KRW", "amount": {"total": 1100}, "channelKey": "channel-key-1", "method":'
    b' {"card": {"credential": {"number": "4111110000001111", "expiryYear": "30", "expiryMonth": "01"}}}}'
)


def call(portone, method, path, body=b""):
    headers = {"authorization": f"PortOne {portone.secret}", "content-type": "application/json"}
    return portone.handle(Request(method, path, "", headers, body))


def test_what_a_customer_does_is_told_before_the_call_returns(told, merchant):
    told.customer.open("order-1", 39_000)
    assert merchant.types == [READY]


def test_what_a_call_causes_waits(told, merchant):
    call(told, "POST", "/payments/order-1/instant", INSTANT)
    assert merchant.types == []
    assert [each.type for each in told.webhooks.pending] == [PAID]
    assert [each.type for each in told.webhooks.deliver()] == [PAID]
    assert merchant.types == [PAID]
    assert told.webhooks.deliver() == []


@pytest.mark.parametrize("move", ["customer", "clock"])
def test_what_a_call_causes_goes_with_the_next_act_or_move(told, merchant, move):
    call(told, "POST", "/payments/order-1/instant", INSTANT)
    if move == "customer":
        told.customer.open("order-2", 1000)
    else:
        told.clock.advance(seconds=1)
    assert merchant.types[0] == PAID


@pytest.mark.parametrize("kind", ["function", "asynchronous function"])
def test_the_merchant_s_code_calls_back_while_it_hears(portone, kind):
    seen = []

    def hear(request):
        seen.append(call(portone, "GET", "/payments/order-1").json()["status"])
        return httpx.Response(200)

    async def hear_later(request):
        return hear(request)

    portone.webhooks.send_to(hear if kind == "function" else hear_later)
    portone.customer.pay("order-1", 39_000)
    assert seen == ["PAID", "PAID"]


@pytest.mark.parametrize("kind", ["function", "asynchronous function"])
def test_what_the_merchant_s_code_causes_while_it_hears_is_told_too(portone, kind):
    heard = []

    def hear(request):
        heard.append(request.content)
        if b"Paid" in request.content:
            call(portone, "POST", "/payments/order-1/cancel", b'{"reason": "sold out"}')
        return httpx.Response(200)

    async def hear_later(request):
        return hear(request)

    portone.webhooks.send_to(hear if kind == "function" else hear_later)
    portone.customer.pay("order-1", 39_000)
    assert [b"Cancelled" in each for each in heard] == [False, False, True]
    assert portone.payments["order-1"].status == "CANCELLED"


def test_a_resend_from_within_a_call_lets_the_merchant_call_back(portone):
    """As the API's own operation does it: under the sandbox's lock, with the app in another thread."""
    from pytest_portone.sandbox.webhooks.posting import resend

    seen = []

    async def hear(request):
        seen.append(call(portone, "GET", "/payments/order-1").status)
        return httpx.Response(200)

    portone.webhooks.send_to(hear)
    portone.customer.open("order-1", 39_000)
    post = portone.webhooks.post
    with post.lock:
        assert resend(post.state, 0).attempts[-1].outcome == "SUCCEEDED"
    assert seen == [200, 200]


def test_the_operation_that_resends_lets_an_app_call_back(portone):
    seen = []

    async def hear(request):
        seen.append(call(portone, "GET", "/payments/order-1").json()["status"])
        return httpx.Response(200)

    portone.webhooks.send_to(hear)
    portone.customer.open("order-1", 39_000)
    answer = call(portone, "POST", "/payments/order-1/resend-webhook", b"{}")
    assert (answer.status, answer.json()["webhook"]["trigger"]) == (200, "MANUAL")
    assert seen == ["READY", "READY"]


class TestHold:
    def test_nothing_is_sent_within_and_all_of_it_after(self, told, merchant):
        with told.webhooks.hold():
            told.customer.pay("order-1", 39_000)
            told.clock.advance(hours=1)
            assert merchant.types == []
            assert told.webhooks.timeline().count("is held") == 2
        assert merchant.types == [READY, PAID]

    def test_what_is_held_can_be_sent_within(self, told, merchant):
        with told.webhooks.hold():
            told.customer.open("order-1", 39_000)
            assert [each.type for each in told.webhooks.deliver()] == [READY]
            told.customer.pay("order-1")
            assert merchant.types == [READY]
        assert merchant.types == [READY, PAID]

    def test_in_whatever_order(self, told, merchant):
        with told.webhooks.hold():
            told.customer.pay("order-1", 39_000)
            ready, paid = told.webhooks.pending
            told.webhooks.deliver(paid, ready, paid)
            assert merchant.types == [PAID, READY, PAID]
        assert merchant.types == [PAID, READY, PAID]
        assert [each.cause for each in told.webhooks.find(PAID)[0].attempts] == ["ordinary", "duplicate"]

    def test_only_some(self, told, merchant):
        with told.webhooks.hold(PAID, payment_id="order-2"):
            told.customer.pay("order-1", 39_000)
            told.customer.pay("order-2", 39_000)
            assert merchant.types == [READY, PAID, READY]

    def test_a_test_that_fails_within_sends_nothing(self, told, merchant):
        def fails():
            with told.webhooks.hold():
                told.customer.pay("order-1", 39_000)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fails()
        assert merchant.types == []
        told.customer.open("order-2", 1000)
        assert merchant.types == [READY]

    def test_one_that_failed_is_sent_before_it_is_due(self, told, merchant):
        merchant.codes = [500]
        told.customer.open("order-1", 39_000)
        told.webhooks.deliver(*told.webhooks.pending)
        assert [each.code for each in told.webhooks.deliveries[0].attempts] == [500, 200]
        told.clock.advance(days=1)
        assert len(merchant.heard) == 2


class TestInTheBackground:
    def test_what_a_call_causes_is_sent_by_itself(self, portone):
        arrived = threading.Event()
        portone.webhooks.send_to(lambda _: arrived.set() or httpx.Response(200))
        with portone.webhooks.delivering():
            call(portone, "POST", "/payments/order-1/instant", INSTANT)
            assert arrived.wait(10)
        assert portone.webhooks.pending == []

    def test_what_was_there_before_is_sent_too(self, portone):
        arrived = threading.Event()
        portone.webhooks.send_to(lambda _: arrived.set() or httpx.Response(200))
        call(portone, "POST", "/payments/order-1/instant", INSTANT)
        with portone.webhooks.delivering():
            assert arrived.wait(10)

    def test_an_exception_does_not_end_it(self, sandbox_of):
        portone, second = sandbox_of(webhook_exceptions="raise"), threading.Event()

        def hear(request):
            if b"order-2" in request.content:
                second.set()
                return httpx.Response(200)
            raise LookupError

        portone.webhooks.send_to(hear)
        with portone.webhooks.delivering():
            call(portone, "POST", "/payments/order-1/instant", INSTANT)
            call(portone, "POST", "/payments/order-2/instant", INSTANT)
            assert second.wait(10)


def test_the_timeline_tells_all(told, merchant):
    merchant.codes = [500]
    told.webhooks.drop(PAID)
    told.customer.pay("order-1", 39_000)
    told.clock.advance(minutes=1)
    told.customer.open("order-2", 1000)
    assert told.webhooks.timeline().splitlines() == [
        "webhooks at 2026-01-01T00:01:00.000Z: 3 delivered, 0 pending, 0 given up",
        "  #0 Transaction.Ready order-1 -> http://testserver/hooks",
        "     2026-01-01T00:00:00.000Z  500",
        "     2026-01-01T00:01:00.000Z  200",
        "  #1 Transaction.Paid order-1 -> http://testserver/hooks",
        "     2026-01-01T00:00:00.000Z  no answer the webhook was lost on its way [drop]",
        "     2026-01-01T00:01:00.000Z  200",
        "  #2 Transaction.Ready order-2 -> http://testserver/hooks",
        "     2026-01-01T00:01:00.000Z  200",
    ]
    assert repr(told.webhooks) == "<webhooks at 2026-01-01T00:01:00.000Z: 3 delivered, 0 pending, 0 given up>"


def test_a_webhook_is_shown_in_one_line(told):
    told.webhooks.drop(READY)
    told.customer.open("order-1", 39_000)
    assert repr(told.webhooks.pending) == (
        "[<webhook #0 Transaction.Ready order-1 -> http://testserver/hooks: "
        "no answer the webhook was lost on its way [drop]; due 2026-01-01T00:01:00.000Z>]"
    )
