"""What can happen to a webhook on its way, one trouble at a time, as a receiver sees it."""

import json

import pytest
from portone_server_sdk import webhook

READY, PAID = "Transaction.Ready", "Transaction.Paid"


def reason(secret, request):
    """Why PortOne's SDK refuses a webhook; None where it doesn't."""
    try:
        webhook.verify(secret, request.content.decode(), request.headers)
    except webhook.WebhookVerificationError as error:
        return error.reason
    return None


def test_a_webhook_that_is_lost_comes_with_the_next_attempt(told, merchant):
    told.webhooks.drop(PAID)
    told.customer.pay("order-1", 39_000)
    assert merchant.types == [READY]
    [paid] = told.webhooks.pending
    assert (paid.attempts[0].outcome, paid.attempts[0].troubles) == ("FAILED_UNEXPECTED_ERROR", ("drop",))
    told.clock.advance(minutes=1)
    assert merchant.types == [READY, PAID]


def test_a_webhook_that_is_always_lost_is_given_up(told, merchant):
    told.webhooks.drop(PAID, times=None)
    told.customer.pay("order-1", 39_000)
    told.clock.advance(days=1)
    assert merchant.types == [READY]
    assert [(each.type, each.executions) for each in told.webhooks.given_up] == [(PAID, 6)]


def test_an_answer_that_is_lost_makes_a_second_attempt_of_what_was_done(told, merchant):
    told.webhooks.lose_answer(PAID, times=2)
    told.customer.pay("order-1", 39_000)
    told.clock.advance(hours=1)
    assert merchant.types == [READY, PAID, PAID, PAID]
    assert told.webhooks.find(PAID)[0].attempts[0].error == "the answer, 200, was lost on its way"


def test_a_duplicate_is_the_same_again(told, merchant):
    told.webhooks.duplicate(READY)
    told.customer.pay("order-1", 39_000)
    assert merchant.types == [READY, READY, PAID]
    assert merchant.heard[0].content == merchant.heard[1].content
    assert merchant.heard[0].headers["webhook-id"] == merchant.heard[1].headers["webhook-id"]


def test_a_duplicate_can_come_late(told, merchant):
    told.webhooks.duplicate(PAID, minutes=90)
    told.customer.pay("order-1", 39_000)
    told.clock.advance(minutes=89)
    assert merchant.types == [READY, PAID]
    told.clock.advance(minutes=1)
    assert merchant.types == [READY, PAID, PAID]


def test_a_duplicate_counts_as_no_attempt_of_portone(told, merchant):
    merchant.codes = [500] * 12
    told.webhooks.duplicate(times=None)
    told.customer.open("order-1", 39_000)
    told.clock.advance(days=1)
    [ready] = told.webhooks.given_up
    assert (ready.executions, len(ready.attempts)) == (6, 12)


def test_a_duplicate_that_arrives_ends_no_retries(told, merchant):
    """What the merchant's server said to the other one is all that PortOne has heard."""
    merchant.codes = [500]
    told.webhooks.duplicate()
    told.customer.open("order-1", 39_000)
    assert merchant.types == [READY, READY]
    told.clock.advance(minutes=1)
    assert merchant.types == [READY, READY, READY]
    assert told.webhooks.pending == []


def test_a_delay(told, merchant):
    told.webhooks.delay(READY, minutes=5)
    told.customer.pay("order-1", 39_000)
    assert merchant.types == [PAID]
    told.clock.advance(minutes=4)
    assert merchant.types == [PAID]
    told.clock.advance(minutes=1)
    assert merchant.types == [PAID, READY]
    assert [len(each.attempts) for each in told.webhooks.deliveries] == [1, 1]


def test_a_webhook_that_the_next_one_overtakes(told, merchant):
    told.webhooks.reorder(READY)
    told.customer.pay("order-1", 39_000)
    assert merchant.types == [PAID, READY]


def test_the_next_one_may_come_much_later(told, merchant):
    told.webhooks.reorder(PAID)
    told.customer.pay("order-1", 39_000)
    told.clock.advance(days=1)
    assert merchant.types == [READY]
    assert "waits to be overtaken" in told.webhooks.timeline()
    told.customer.open("order-2", 1000)
    assert merchant.types == [READY, READY, PAID]
    assert told.webhooks.pending == []


FORGED = {
    "tampered": (lambda webhooks: webhooks.tamper(PAID, paymentId="order-2"), "NO_MATCHING_SIGNATURE"),
    "tampered anyhow": (lambda webhooks: webhooks.tamper(PAID), "NO_MATCHING_SIGNATURE"),
    "another secret": (lambda webhooks: webhooks.wrong_secret(PAID), "NO_MATCHING_SIGNATURE"),
    "unsigned": (lambda webhooks: webhooks.unsigned(PAID), "MISSING_REQUIRED_HEADERS"),
    "too old": (lambda webhooks: webhooks.stale_timestamp(PAID), "TIMESTAMP_TOO_OLD"),
    "too new": (lambda webhooks: webhooks.stale_timestamp(PAID, minutes=-10), "TIMESTAMP_TOO_NEW"),
    "old, but not too old": (lambda webhooks: webhooks.stale_timestamp(PAID, minutes=4), None),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_a_verifier_says(told, merchant, secret, name):
    make, expected = FORGED[name]
    make(told.webhooks)
    merchant.codes = [200, 400]
    told.customer.pay("order-1", 39_000)
    assert [reason(secret, each) for each in merchant.heard] == [None, expected]
    told.clock.advance(minutes=1)
    assert reason(secret, merchant.heard[-1]) is None, "the retry is as it should be"
    assert merchant.bodies[-1]["data"]["paymentId"] == "order-1"


def test_tampering_changes_the_body_and_nothing_else(told, merchant):
    told.webhooks.tamper(PAID, paymentId="order-2")
    told.customer.pay("order-1", 39_000)
    _, forged = merchant.bodies
    assert forged["data"]["paymentId"] == "order-2"
    [delivery] = told.webhooks.find(PAID)
    assert forged == {**delivery.body, "data": {**delivery.body["data"], "paymentId": "order-2"}}


def test_one_more_of_an_unknown_type(told, merchant, secret):
    told.webhooks.unknown_type(PAID, named="Transaction.Teleported")
    told.customer.pay("order-1", 39_000)
    assert merchant.types == [READY, "Transaction.Teleported", PAID]
    assert {reason(secret, each) for each in merchant.heard} == {None}
    assert len({each.headers["webhook-id"] for each in merchant.heard}) == 3
    assert [each.type for each in told.webhooks.deliveries] == [READY, PAID, "Transaction.Teleported"]


def test_one_more_of_an_unknown_status_in_the_older_version(portone, merchant):
    portone.webhooks.send_to(merchant, version="2024-01-01")
    portone.webhooks.unknown_type()
    portone.customer.open("order-1", 39_000)
    assert [each["status"] for each in merchant.bodies] == ["Transaction.NotYetInvented", "Ready"]


def test_an_unknown_field_is_signed(told, merchant, secret):
    told.webhooks.unknown_field(PAID, mood="good")
    told.customer.pay("order-1", 39_000)
    assert merchant.bodies[1]["data"]["mood"] == "good"
    assert reason(secret, merchant.heard[1]) is None


def test_trouble_is_for_whom_it_is_meant(told, merchant):
    told.webhooks.drop(PAID, payment_id="order-2")
    for name in ("order-1", "order-2", "order-3"):
        told.customer.pay(name, 1000)
    paid = [each["data"]["paymentId"] for each in merchant.bodies if each["type"] == PAID]
    assert paid == ["order-1", "order-3"]


def test_troubles_meet_the_same_webhook_together(told, merchant, secret):
    told.webhooks.delay(PAID, minutes=5)
    told.webhooks.duplicate(PAID)
    told.webhooks.wrong_secret(PAID)
    told.customer.pay("order-1", 39_000)
    assert merchant.types == [READY]
    told.clock.advance(minutes=5)
    assert merchant.types == [READY, PAID, PAID]
    assert [reason(secret, each) for each in merchant.heard[1:]] == ["NO_MATCHING_SIGNATURE", None]


def test_trouble_belongs_to_the_world(told, merchant):
    told.webhooks.drop(PAID)
    before = told.snapshot()
    for _ in range(2):
        told.customer.pay("order-1", 39_000)
        told.restore(before)
    assert merchant.types == [READY, READY]


def test_a_world_with_trouble_can_be_saved(told, sandbox_of, merchant):
    told.webhooks.tamper(PAID, paymentId="order-2")
    told.webhooks.reorder(READY)
    told.customer.open("order-1", 39_000)
    other = sandbox_of()
    other.webhooks.send_to(merchant)
    other.load(json.loads(json.dumps(told.dump())))
    assert other.webhooks.timeline() == told.webhooks.timeline()
    other.customer.pay("order-1")
    assert merchant.types == [PAID, READY]
    assert merchant.bodies[0]["data"]["paymentId"] == "order-2"


def test_calm_takes_back_what_is_to_come(told, merchant):
    told.webhooks.drop(times=None)
    told.webhooks.reorder(READY)
    told.customer.open("order-1", 39_000)
    told.webhooks.calm()
    told.customer.pay("order-1")
    assert merchant.types == [READY, PAID]


@pytest.mark.parametrize("times", [0, -1])
def test_a_number_of_times_that_is_none(portone, times):
    with pytest.raises(ValueError, match=f"times: received {times}, expected 1 or more"):
        portone.webhooks.drop(times=times)


@pytest.mark.parametrize("make", ["delay", "duplicate"])
def test_time_does_not_run_backwards(portone, make):
    with pytest.raises(ValueError, match="minutes: received -1, expected 0 or more"):
        getattr(portone.webhooks, make)(minutes=-1)
