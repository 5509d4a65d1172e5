"""Law 5, its second half: every event that is told has exactly its webhooks, in both versions."""

import json
from collections import Counter

from pytest_portone.contracts.model import Ref
from pytest_portone.sandbox.clock import written
from world_machine.laws.telling import new_events

_MOST = {"payments": 6, "tax-invoices": 5}
_OLD, _NEW = "2024-01-01", "2024-04-25"


def _word(world, event, version):
    """What a version calls an event; None where it has no word for it."""
    if version == _NEW:
        return event.type
    contract = world.contract
    words = contract.resolve(contract.resolve(Ref(contract.webhooks[version])).fields["status"].type).values
    kind, _, word = event.type.partition(".")
    return word if kind == "Transaction" and word in words else None


def _expected(world, event):
    """The URLs that an event is told to: its own, or the store's, whose version has a word for it."""
    if not event.told:
        return []
    if event.tax_invoice is not None:
        return [each.url for each in world.offices]
    versions = {each.url: version for version, each in world.endpoints.items()}
    urls = event.urls or versions
    return [each for each in urls if _word(world, event, versions.get(each, next(iter(versions.values()))))]


def _told(world):
    """The new webhooks, without the questions whether a payment may be approved: these tell of nothing."""
    return [each for each in world.sandbox.webhooks.deliveries[world.seen.webhooks :] if not each.asks]


def a_question_is_asked_once(world, now):
    """Before an approval, and never again."""
    for each in world.sandbox.webhooks.deliveries:
        assert not each.asks or len(each.attempts) == 1, each


def every_event_has_its_webhooks(world, now):
    """One for each URL, and no other."""
    made = _told(world)
    expected = Counter((each, url) for each in new_events(world) for url in _expected(world, each))
    found = Counter((each.event, each.url) for each in made)
    assert found == expected, f"missing: {expected - found}, too many: {found - expected}"


def webhooks_say_what_happened(world, now):
    """They are about the event, and keep the contract."""
    for each in _told(world):
        report = world.contract.validate(Ref(world.contract.webhooks[each.version]), dict(each.body))
        assert report.valid, f"{each}: {report.violations}"
        assert each.body == _body(world, each), f"{each.body}, expected {_body(world, each)}"
        assert each.id not in [one.id for one in world.sandbox.webhooks.deliveries[: each.number]], each


def _body(world, delivery):
    event, version = delivery.event, delivery.version
    if event.tax_invoice is not None:
        return {"type": event.type, "timestamp": written(event.at), "data": dict(event.tax_invoice)}
    if version == _OLD:
        status = _word(world, event, version)
        return {"payment_id": event.payment_id, "tx_id": event.transaction_id, "status": status}
    payment = {"paymentId": event.payment_id, "transactionId": event.transaction_id}
    about = payment if event.payment_id else {"billingKey": event.billing_key}
    cancellation = {"cancellationId": event.cancellation_id} if event.cancellation_id else {}
    data = {"storeId": event.store_id, **about, **cancellation}
    return {"type": event.type, "timestamp": written(event.at), "data": data}


def webhooks_are_tried_until_they_arrive(world, now):
    """Some times at the most, each time the same, and not once more when one has arrived."""
    for each in world.sandbox.webhooks.deliveries:
        own = [one for one in each.attempts if one.cause == "ordinary"]
        times = [one.at for one in each.attempts]
        assert len(own) <= _MOST[each.event.product], each
        assert all(one.outcome != "SUCCEEDED" for one in own[:-1]), each.attempts
        assert {json.dumps(json.loads(one.body)) for one in each.attempts} <= {json.dumps(each.body)}, each.attempts
        assert times == sorted(times), each.attempts


def webhooks_arrive_as_often_as_they_are_sent(world, now):
    """But for those that are lost on their way."""
    sent = Counter()
    for each in world.sandbox.webhooks.deliveries:
        sent[each.id] += sum("drop" not in one.troubles for one in each.attempts)
    posts = world.receiver.posts
    assert +sent == posts, f"sent, not received: {sent - posts}; received, not sent: {posts - sent}"


WEBHOOKS = (
    a_question_is_asked_once,
    every_event_has_its_webhooks,
    webhooks_say_what_happened,
    webhooks_are_tried_until_they_arrive,
    webhooks_arrive_as_often_as_they_are_sent,
)
