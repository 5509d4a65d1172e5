"""Channel groups: keys at several channels, some of which decline, and payments that are shared among them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from documented_errors import KEPT
from documented_errors.schedules import scheduled
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.sandbox import Channel, Decline, Settings
from pytest_portone.sandbox.channels import Channels, enabled, routed
from pytest_portone.sandbox.console import Console
from pytest_portone.sandbox.identifiers import Identifiers
from pytest_portone.sandbox.refusals import Refusal

BROKEN = Decline(frozenset({"issue"}), "NO_CONTRACT", "the merchant has no contract")
STICKY = Decline(frozenset({"delete"}), "IN_USE", "the key is in use")
POOR = Decline(frozenset({"pay"}), "DOWN", "the acquirer is down")
NICE = Channel("nice", pg_provider="NICE_V2", group="g", ratio=70)
KCP = Channel("kcp", pg_provider="KCP_V2", group="g", ratio=30)
TOSS = Channel("toss", group="g", ratio=0)


def issue(merchant, *args, **changes):
    return merchant.issue(*args, channelKey=None, channelGroupId="g", **changes)


def issued(merchant):
    return issue(merchant).json()["billingKeyInfo"]["billingKey"]


def info(merchant, key):
    return merchant.get(f"/billing-keys/{key}").json()


def keys_of(channels):
    return [each["key"] for each in channels]


def test_every_enabled_channel_is_tried_those_without_a_share_too(merchant_of):
    merchant = merchant_of(channels=(NICE, replace(KCP, enabled=False), TOSS))
    answer = issue(merchant).json()
    assert keys_of(answer["billingKeyInfo"]["channels"]) == ["nice", "toss"]
    assert answer["channelSpecificFailures"] == []


def test_one_channel_is_enough(merchant_of):
    merchant = merchant_of(channels=(NICE, replace(KCP, decline=BROKEN), TOSS))
    answer = issue(merchant).json()
    key = answer["billingKeyInfo"]["billingKey"]

    assert keys_of(answer["billingKeyInfo"]["channels"]) == ["nice", "toss"]
    assert [(each["channel"]["key"], each["pgCode"]) for each in answer["channelSpecificFailures"]] == [
        ("kcp", "NO_CONTRACT")
    ]
    read = info(merchant, key)
    responses = {each["channel"]["key"]: each for each in read["pgBillingKeyIssueResponses"]}
    assert {name: each["type"] for name, each in responses.items()} == {
        "nice": "ISSUED",
        "kcp": "FAILED",
        "toss": "ISSUED",
    }
    assert responses["kcp"]["failure"] == {
        "message": "The payment gateway refused: the merchant has no contract",
        "pgCode": "NO_CONTRACT",
        "pgMessage": "the merchant has no contract",
        "failedAt": "2026-01-01T00:00:00.000Z",
    }
    assert keys_of(read["channels"]) == ["nice", "toss"]


def test_all_that_fail_are_listed(merchant_of):
    merchant = merchant_of(channels=tuple(replace(each, decline=BROKEN) for each in (NICE, KCP)))
    response = issue(merchant)
    assert (response.status, response.json()["type"]) == (502, "CHANNEL_SPECIFIC")
    assert keys_of(each["channel"] for each in response.json()["failures"]) == ["nice", "kcp"]
    assert response.json()["succeededChannels"] == []
    assert [each.type for each in merchant.sandbox._state.events] == ["BillingKey.Failed"]


def test_a_group_without_an_enabled_channel_issues_nothing(merchant_of):
    merchant = merchant_of(channels=(replace(NICE, enabled=False), replace(KCP, enabled=False)))
    assert issue(merchant).json() == {
        "type": "CHANNEL_NOT_FOUND",
        "message": "None of the group's channels is enabled: 'nice', 'kcp'",
    }


def test_a_key_that_some_gateways_keep_is_left_at_theirs(merchant_of):
    merchant = merchant_of(channels=(NICE, replace(KCP, decline=STICKY), TOSS))
    key = issued(merchant)
    response = merchant.delete(f"/billing-keys/{key}")
    assert (response.status, response.json()["type"]) == (502, "CHANNEL_SPECIFIC")
    assert keys_of(each["channel"] for each in response.json()["failures"]) == ["kcp"]
    assert keys_of(response.json()["succeededChannels"]) == ["nice", "toss"]
    read = info(merchant, key)
    assert (read["status"], keys_of(read["channels"])) == ("ISSUED", ["kcp"])


def test_a_card_that_every_gateway_keeps(merchant_of):
    merchant = merchant_of(channels=(NICE, KCP))
    key = issue(merchant, KEPT).json()["billingKeyInfo"]["billingKey"]
    assert merchant.delete(f"/billing-keys/{key}").json()["succeededChannels"] == []
    assert keys_of(info(merchant, key)["channels"]) == ["nice", "kcp"]


SHARES = st.lists(st.integers(0, 100), min_size=1, max_size=5).filter(any)


@settings(deadline=None, max_examples=30)
@given(shares=SHARES, seed=st.integers(0, 1000))
def test_shares_are_kept_over_many_payments(shares, seed):
    channels = [Channel(f"c-{number}", group="g", ratio=share) for number, share in enumerate(shares)]
    identifiers, drawn = Identifiers(seed), 1500
    counts = Counter(routed(channels, identifiers).key for _ in range(drawn))
    for channel in channels:
        # Five standard deviations of a binomial are 5 * sqrt(n / 4) at the most.
        assert abs(counts[channel.key] - drawn * channel.ratio / sum(shares)) <= 5 * (drawn / 4) ** 0.5
        assert channel.ratio or not counts[channel.key]


@given(channels=st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=5), seed=st.integers(0, 9))
def test_the_one_that_pays_is_enabled(channels, seed):
    known = [
        Channel(f"c-{number}", group="g", ratio=ratio, enabled=on) for number, (ratio, on) in enumerate(channels)
    ]
    if not any(each.enabled for each in known):
        with pytest.raises(Refusal, match="CHANNEL_NOT_FOUND"):
            enabled(known)
        return
    chosen = routed(known, Identifiers(seed))
    assert chosen.enabled
    assert chosen.ratio or not any(each.ratio for each in known if each.enabled)


def paid_at(merchant, key, count=30, **changes):
    """The channels that scheduled payments with a key were made at."""
    start = len(merchant.sandbox.payments)
    ids = [f"p-{start + number}" for number in range(count)]
    for payment_id in ids:
        scheduled(merchant, key, payment_id, time=merchant.sandbox.clock.now.isoformat(), **changes)
    payments = [merchant.payment(each) for each in ids]
    return Counter(each["channel"]["key"] for each in payments), {each["status"] for each in payments}


@pytest.fixture
def console_of():
    return lambda merchant: Console(merchant.sandbox._state, merchant.sandbox._lock)


def test_payments_go_by_the_shares_as_they_are_now(merchant_of, console_of):
    merchant = merchant_of(channels=(NICE, KCP, TOSS), seed=3)
    key, console = issued(merchant), console_of(merchant)
    first, _ = paid_at(merchant, key)
    assert first.keys() == {"nice", "kcp"}
    assert first["nice"] > first["kcp"]
    world = merchant.sandbox.snapshot()
    console.share("nice", enabled=False)
    assert paid_at(merchant, key)[0].keys() == {"kcp"}
    console.share("nice", enabled=True, ratio=0)
    console.share("kcp", ratio=0)
    console.share("toss", ratio=100)
    assert paid_at(merchant, key)[0].keys() == {"toss"}
    merchant.sandbox.restore(world)
    assert paid_at(merchant, key)[0].keys() == {"nice", "kcp"}


def test_one_without_a_share_pays_where_it_is_alone(merchant_of):
    merchant = merchant_of(channels=(replace(NICE, decline=BROKEN), replace(KCP, decline=BROKEN), TOSS))
    assert paid_at(merchant, issued(merchant), 3) == ({"toss": 3}, {"PAID"})


def test_a_key_that_is_named_pays_whatever_its_share(merchant_of):
    merchant = merchant_of(channels=(NICE, KCP, TOSS))
    assert paid_at(merchant, issued(merchant), 3, channelKey="toss")[0] == {"toss": 3}


def test_none_that_is_enabled_is_a_failure(merchant_of, console_of):
    merchant = merchant_of(channels=(NICE,))
    key = issued(merchant)
    console_of(merchant).share("nice", enabled=False)
    assert paid_at(merchant, key, 1)[1] == {"FAILED"}
    assert merchant.payment("p-0")["failure"]["reason"] == "None of the group's channels is enabled: 'nice'"


def test_a_channel_can_decline_every_card(merchant_of):
    merchant = merchant_of(channels=(replace(NICE, decline=POOR),))
    assert paid_at(merchant, issued(merchant), 1)[1] == {"FAILED"}
    assert merchant.payment("p-0")["failure"]["pgCode"] == "DOWN"


def test_a_share_of_nothing_known_is_refused(console_of, merchant_of):
    merchant = merchant_of(channels=(NICE,))
    with pytest.raises(Refusal, match="CHANNEL_NOT_FOUND"):
        console_of(merchant).share("toss", ratio=1)
    with pytest.raises(ValueError, match="received -1, expected 0 or more"):
        console_of(merchant).share("nice", ratio=-1)


def test_groups_are_of_one_type_and_not_too_large():
    many = tuple(Channel(f"c-{number}", group="large") for number in range(11))
    with pytest.raises(ValueError, match="channels: received the group g of both types and large with 11, expected"):
        Settings(channels=(NICE, replace(KCP, type="LIVE"), *many))
    assert Settings(channels=(NICE, KCP, Channel("other", "LIVE"))).channels


def test_made_up_channels_can_have_a_share_too():
    channels = Channels(None, "TEST")
    channels.share("any", enabled=False)
    assert not channels.chosen("any")[0].enabled
    assert channels.chosen("other")[0].enabled
