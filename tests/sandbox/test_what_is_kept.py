"""What a sandbox keeps for tests to look at: calls with their times, and events."""

from __future__ import annotations

import json

from pytest_portone.sandbox import Request

KEY = {"authorization": "PortOne secret"}


def test_a_call_knows_when_it_was_made(portone):
    begun = portone.clock.now
    portone.handle(Request("GET", "/banks"))
    portone.clock.advance(days=1)
    portone.handle(Request("GET", "/nowhere"))
    assert [(each.at - begun).days for each in portone.calls] == [0, 1]


def test_an_answer_that_is_given_again_has_a_time_of_its_own(portone):
    portone.customer.pay("order-1", 39_000)
    body, headers = json.dumps({"reason": "returned"}).encode(), {**KEY, "idempotency-key": f'"{"k" * 16}"'}
    for _ in range(2):
        portone.handle(Request("POST", "/payments/order-1/cancel", "", headers, body))
        portone.clock.advance(hours=1)
    first, again = portone.calls
    assert first.response == again.response
    assert (again.at - first.at).total_seconds() == 3600


def test_events_oldest_first(portone):
    portone.customer.pay("order-1", 39_000)
    portone.customer.cancel_in_console("order-1", 9_000)
    told = [(each.type, each.payment_id, each.amount) for each in portone.events]
    assert told == [
        ("Transaction.Ready", "order-1", 0),
        ("Transaction.Paid", "order-1", 39_000),
        ("Transaction.PartialCancelled", "order-1", -9_000),
    ]


def test_events_come_back_with_the_world(portone):
    snapshot = portone.snapshot()
    portone.customer.open("order-1", 39_000)
    portone.restore(snapshot)
    assert list(portone.events) == []
