"""When a webhook is tried again, and what it is then."""

from datetime import timedelta
from itertools import pairwise

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.sandbox import Sandbox, Settings

MINUTES = (1, 4, 16, 64, 256)


@settings(deadline=None, max_examples=50)
@given(codes=st.lists(st.sampled_from([200, 204, 302, 400, 404, 500, None]), max_size=8), seed=st.integers(0, 99))
def test_the_law_of_retries(codes, seed):
    """At most six attempts, each wait within its bounds, the same body and id, and none after a success."""
    left = list(codes)

    def hear(request):
        code = left.pop(0) if left else 500
        if code is None:
            raise OSError("the merchant's server crashed")
        return httpx.Response(code)

    portone = Sandbox(settings=Settings(seed=seed))
    portone.webhooks.send_to(hear, secret="whsec_YWJj")
    portone.customer.open("order-1", 39_000)
    portone.clock.advance(days=1)
    [delivery] = portone.webhooks.deliveries
    attempts = delivery.attempts
    assert 1 <= len(attempts) <= 6
    assert len({(each.body, each.headers["webhook-id"]) for each in attempts}) == 1
    for longest, (one, next_one) in zip(MINUTES, pairwise(attempts), strict=False):
        assert timedelta() <= next_one.at - one.at <= timedelta(minutes=longest)
    good = [each.outcome == "SUCCEEDED" for each in attempts]
    assert not any(good[:-1])
    assert good[-1] or len(attempts) == 6
    assert (delivery.delivered, delivery.given_up, delivery.due) == (good[-1], not good[-1], None)
    assert portone.webhooks.pending == []


def test_waits_without_jitter_are_the_longest(told, merchant):
    merchant.codes = [500] * 9
    told.customer.open("order-1", 39_000)
    told.clock.advance(days=1)
    [delivery] = told.webhooks.given_up
    minutes = [(each.at - delivery.attempts[0].at) / timedelta(minutes=1) for each in delivery.attempts]
    assert minutes == [0, 1, 5, 21, 85, 341]


def test_a_wait_is_over_when_the_clock_is_there_and_not_before(told, merchant):
    merchant.codes = [503]
    told.customer.open("order-1", 39_000)
    told.clock.advance(seconds=59)
    assert len(merchant.heard) == 1
    assert [each.type for each in told.webhooks.pending] == ["Transaction.Ready"]
    told.clock.advance(seconds=1)
    assert len(merchant.heard) == 2
    assert told.webhooks.pending == []


def test_one_that_was_sent_before_its_time_waits_anew(told, merchant):
    merchant.codes = [500, 500]
    told.customer.open("order-1", 39_000)
    told.webhooks.deliver(told.webhooks.pending[0])
    told.clock.advance(minutes=3)
    assert len(merchant.heard) == 2
    told.clock.advance(minutes=1)
    assert len(merchant.heard) == 3


def test_later_webhooks_overtake_one_that_failed(told, merchant):
    merchant.codes = [500]
    told.customer.pay("order-1", 39_000)
    told.clock.advance(minutes=1)
    assert merchant.types == ["Transaction.Ready", "Transaction.Paid", "Transaction.Ready"]


def test_a_world_put_back_tries_again_as_it_did(told, merchant):
    merchant.codes = [500]
    told.customer.open("order-1", 39_000)
    failed = told.snapshot()
    told.clock.advance(minutes=1)
    assert told.webhooks.pending == []
    told.restore(failed)
    assert [each.type for each in told.webhooks.pending] == ["Transaction.Ready"]
    told.clock.advance(minutes=1)
    assert len(merchant.heard) == 3


class TestByHand:
    def test_a_resend_is_the_same_webhook_once_more(self, told, merchant):
        told.customer.pay("order-1", 39_000)
        [paid] = told.webhooks.find("Transaction.Paid")
        again = told.webhooks.resend(paid)
        assert (again.trigger, again.resent, again.executions) == ("MANUAL", 1, 1)
        assert [each.cause for each in again.attempts] == ["ordinary", "manual"]
        assert merchant.heard[-1].content == merchant.heard[-2].content
        assert merchant.heard[-1].headers["webhook-id"] == paid.id

    def test_a_resend_that_succeeds_ends_the_retries(self, told, merchant):
        merchant.codes = [500]
        told.customer.open("order-1", 39_000)
        assert told.webhooks.resend(told.webhooks.pending[0]).delivered
        told.clock.advance(days=1)
        assert len(merchant.heard) == 2

    def test_a_resend_that_fails_leaves_them_as_they_were(self, told, merchant):
        merchant.codes = [500, 500]
        told.customer.open("order-1", 39_000)
        due = told.webhooks.pending[0].due
        assert told.webhooks.resend(told.webhooks.pending[0]).due == due
        told.clock.advance(minutes=1)
        assert len(merchant.heard) == 3

    def test_it_is_never_tried_again_where_it_was_given_up(self, told, merchant):
        merchant.codes = [500] * 7
        told.customer.open("order-1", 39_000)
        told.clock.advance(days=1)
        told.webhooks.resend(told.webhooks.given_up[0])
        told.clock.advance(days=1)
        assert len(merchant.heard) == 7

    def test_there_is_an_end_to_it(self, sandbox_of, merchant):
        portone = sandbox_of(max_webhook_resends=1)
        portone.webhooks.send_to(merchant)
        portone.customer.open("order-1", 39_000)
        webhook = portone.webhooks.resend(portone.webhooks.deliveries[0])
        with pytest.raises(ValueError, match="sent again 1 times already"):
            portone.webhooks.resend(webhook)
        assert len(merchant.heard) == 2
