"""Billing keys: issued, read, listed, deleted."""

from __future__ import annotations

import pytest

from pytest_portone import contracts
from pytest_portone.sandbox import Channel
from pytest_portone.sandbox.billing_keys.listing import FILTERS, TEXTS
from pytest_portone.sandbox.cards import DECLINES

DECLINED, _, _, KEPT = DECLINES


def info(merchant, key):
    return merchant.get(f"/billing-keys/{key}").json()


def test_a_key_is_issued_and_can_be_read(merchant):
    answer = merchant.issue(customData="x", customer={"id": "c-1", "name": {"full": "Kim"}}).json()["billingKeyInfo"]
    key = answer["billingKey"]
    read = info(merchant, key)

    assert key.startswith("billing-key-")
    assert answer["issuedAt"] == "2026-01-01T00:00:00.000Z"
    assert answer["channels"] == read["channels"]
    assert (read["status"], read["billingKey"], read["customData"]) == ("ISSUED", key, "x")
    assert read["customer"] == {"id": "c-1", "name": "Kim"}
    assert read["methods"][0]["card"]["number"] == "411111******1111"
    assert list(merchant.sandbox.billing_keys) == [key]


def test_a_deleted_key_stays_readable(merchant):
    key = merchant.issued()
    merchant.sandbox.clock.advance(hours=1)
    query = {"reason": "moved", "requester": "CUSTOMER", "skipWebhook": "true"}
    assert merchant.delete(f"/billing-keys/{key}", query=query).json() == {"deletedAt": "2026-01-01T01:00:00.000Z"}

    read = info(merchant, key)
    assert (read["status"], read["deletedAt"]) == ("DELETED", "2026-01-01T01:00:00.000Z")
    assert merchant.delete(f"/billing-keys/{key}").json() == {
        "type": "BILLING_KEY_ALREADY_DELETED",
        "message": f"The billing key '{key}' is DELETED, expected ISSUED",
    }


def test_a_group_issues_at_each_of_its_channels(merchant_of):
    merchant = merchant_of(channels=(Channel("a", group="g"), Channel("b", group="g")))
    key = merchant.issued(channelKey=None, channelGroupId="g")
    read = info(merchant, key)

    assert [each["key"] for each in read["channels"]] == ["a", "b"]
    assert [each["type"] for each in read["pgBillingKeyIssueResponses"]] == ["ISSUED", "ISSUED"]
    assert read["channelGroup"]["id"] == "g"


def test_a_group_that_declines_names_each_channel(merchant_of):
    merchant = merchant_of(channels=(Channel("a", group="g"), Channel("b", group="g")))
    response = merchant.issue(DECLINED, channelKey=None, channelGroupId="g")

    assert (response.status, response.json()["type"]) == (502, "CHANNEL_SPECIFIC")
    assert [(each["type"], each["channel"]["key"]) for each in response.json()["failures"]] == [
        ("PG_PROVIDER", "a"),
        ("PG_PROVIDER", "b"),
    ]
    assert response.json()["succeededChannels"] == []
    assert len(merchant.sandbox.billing_keys) == 0


def test_a_key_that_the_gateway_keeps_stays_issued(merchant):
    key = merchant.issued(KEPT)
    assert merchant.delete(f"/billing-keys/{key}").json()["pgCode"] == "DELETE_REFUSED"
    assert info(merchant, key)["status"] == "ISSUED"


def test_a_key_that_is_being_issued_is_not_there_yet(merchant):
    key = merchant.sandbox.customer.issue_billing_key(finish=False)
    assert merchant.get(f"/billing-keys/{key.id}").status == 404
    assert merchant.pay_with(key.id).json()["type"] == "BILLING_KEY_NOT_FOUND"
    assert merchant.get("/billing-keys").json()["items"] == []


@pytest.fixture
def shop(merchant):
    """Four keys, a minute apart; the third deleted."""
    customer, clock = merchant.sandbox.customer, merchant.sandbox.clock
    kim = {"id": "c-1", "name": "Kim", "email": "kim@example.com"}
    naver = Channel("live", type="LIVE", pg_provider="NICE_V2", pg_merchant_id="shop-1")
    keys = {"first": customer.issue_billing_key(customer=kim, issue_name="first").id}
    clock.advance(minutes=1)
    keys["live"] = customer.issue_billing_key(channel=naver, platform="MOBILE", card_number="5111110000001111").id
    clock.advance(minutes=1)
    keys["gone"] = merchant.issued(channelKey=None, channelGroupId="group-1")
    clock.advance(minutes=1)
    keys["api"] = merchant.issued()
    clock.advance(minutes=1)
    merchant.delete(f"/billing-keys/{keys['gone']}")
    return merchant, {key: name for name, key in keys.items()}


ALL = ["api", "gone", "live", "first"]


def listed(shop, **wanted):
    merchant, names = shop
    response = merchant.get("/billing-keys", wanted=wanted)
    assert response.status == 200, response.json()
    return [names[each["billingKey"]] for each in response.json()["items"]]


CASES = [
    ({}, ALL),
    ({"status": ["DELETED"]}, ["gone"]),
    ({"status": ["ISSUED"]}, ["api", "live", "first"]),
    ({"status": []}, ALL),
    ({"channelGroupIds": ["group-1"]}, ["gone"]),
    ({"customerId": "c-1"}, ["first"]),
    ({"platformType": "API"}, ["api", "gone"]),
    ({"platformType": "SDK_MOBILE"}, ["live"]),
    ({"pgProviders": ["NICE_V2"]}, ["live"]),
    ({"pgCompanies": ["NICE"]}, ["live"]),
    ({"pgCompanies": ["KCP"]}, []),
    ({"methods": ["CARD"]}, ALL),
    ({"methods": ["EASY_PAY"]}, []),
    ({"version": "V1"}, []),
    ({"storeId": "mine"}, ALL),
    ({"textSearch": {"field": "CUSTOMER_NAME", "value": "Ki"}}, ["first"]),
    ({"textSearch": {"field": "CARD_BIN", "value": "5111"}}, ["live"]),
    ({"from": "2026-01-01T00:02:00Z"}, ["api", "gone"]),
    ({"until": "2026-01-01T00:00:30Z"}, ["first"]),
    ({"timeRangeField": "DELETED_AT"}, ["gone"]),
    ({"timeRangeField": "STATUS_TIMESTAMP", "from": "2026-01-01T00:03:00Z"}, ["api", "gone"]),
]


@pytest.mark.parametrize(("wanted", "expected"), CASES, ids=lambda each: str(each)[:60])
def test_filters(shop, wanted, expected):
    assert listed(shop, filter=wanted) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ({}, ALL),
        ({"order": "ASC"}, ALL[::-1]),
        ({"by": "STATUS_TIMESTAMP"}, ["gone", "api", "live", "first"]),
        ({"by": "DELETED_AT"}, ["gone", "api", "live", "first"]),
        ({"by": "ISSUED_AT", "order": "ASC"}, ["first", "live", "gone", "api"]),
    ],
    ids=str,
)
def test_order(shop, sort, expected):
    assert listed(shop, sort=sort) == expected


def test_pages(shop):
    merchant, _ = shop
    body = merchant.get("/billing-keys", wanted={"page": {"number": 1, "size": 3}}).json()
    assert (len(body["items"]), body["page"]) == (1, {"number": 1, "size": 3, "totalCount": 4})
    assert listed(shop, page={"number": 100}) == []


def test_every_filter_is_known_and_tried(contract):
    named = contract.types.get("BillingKeyFilterInput")
    chosen = {"storeId", "timeRangeField", "from", "until"}
    if named:
        assert set(named.fields) <= chosen | FILTERS.keys()
    assert chosen | FILTERS.keys() == {name for wanted, _ in CASES for name in wanted}
    assert set(contracts.load().types["BillingKeyTextSearchField"].values) == set(TEXTS)


@pytest.mark.parametrize("field", TEXTS)
def test_every_text_can_be_searched(shop, field):
    assert listed(shop, filter={"textSearch": {"field": field, "value": "nothing has this"}}) == []
