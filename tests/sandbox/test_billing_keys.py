"""Billing keys: issued, read, listed, deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from documented_errors import DECLINED, KEPT, POOR
from documented_errors.billing_keys import confirm, confirm_and_pay, unissued, waiting
from state_diagrams import mermaid

from pytest_portone import contracts
from pytest_portone.sandbox import Channel
from pytest_portone.sandbox.billing_keys import issuing
from pytest_portone.sandbox.billing_keys.listing import FILTERS, TEXTS
from pytest_portone.sandbox.billing_keys.models import SHOWN, TRANSITIONS
from pytest_portone.sandbox.refusals import Refusal


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
    assert [each.status for each in merchant.sandbox.billing_keys.values()] == ["FAILED"]
    assert merchant.get("/billing-keys").json()["items"] == []


def test_a_key_that_the_gateway_keeps_stays_issued(merchant):
    key = merchant.issued(KEPT)
    assert merchant.delete(f"/billing-keys/{key}").json()["pgCode"] == "DELETE_REFUSED"
    assert info(merchant, key)["status"] == "ISSUED"


@pytest.mark.parametrize("make", [unissued, waiting], ids=["open", "waiting"])
def test_a_key_that_is_being_issued_is_not_there_yet(merchant, make):
    key = make(merchant).id
    assert merchant.get(f"/billing-keys/{key}").status == 404
    assert merchant.pay_with(key).json()["type"] == "BILLING_KEY_NOT_FOUND"
    assert merchant.delete(f"/billing-keys/{key}").json()["type"] == "BILLING_KEY_NOT_ISSUED"
    assert merchant.get("/billing-keys").json()["items"] == []


def told(merchant):
    return [(each.type, each.told) for each in merchant.sandbox._state.events]


READY = ("BillingKey.Ready", True)


def test_nothing_is_issued_until_it_is_confirmed(merchant):
    key = waiting(merchant)
    assert told(merchant) == [READY]
    merchant.sandbox.clock.advance(minutes=1)
    assert confirm(merchant, key, isTest=True).json() == {"billingKey": key.id}
    read = info(merchant, key.id)
    assert (read["status"], read["requestedAt"], read["issuedAt"]) == (
        "ISSUED",
        "2026-01-01T00:00:00.000Z",
        "2026-01-01T00:01:00.000Z",
    )
    assert told(merchant) == [READY, ("BillingKey.Issued", True)]
    assert merchant.pay_with(key.id).status == 200


def test_a_token_is_good_once(merchant):
    key = waiting(merchant)
    assert confirm(merchant, key).status == 200
    again = confirm(merchant, key)
    assert (again.status, again.json()["type"]) == (409, "BILLING_KEY_ALREADY_ISSUED")
    merchant.delete(f"/billing-keys/{key.id}")
    assert confirm(merchant, key).json()["message"] == f"The billing key {key.id!r} is DELETED already"


def test_a_key_is_no_token_of_itself(merchant):
    key = waiting(merchant)
    for each in (key.id, key.token.upper(), key.token + " ", key.id.removeprefix("billing-key-")):
        assert confirm(merchant, each).json()["type"] == "BILLING_KEY_NOT_FOUND"


def test_a_card_that_is_declined_at_the_confirmation(merchant):
    key = waiting(merchant, DECLINED)
    assert confirm(merchant, key).json()["pgCode"] == "CARD_DECLINED"
    assert told(merchant) == [READY, ("BillingKey.Failed", True)]
    assert merchant.sandbox.billing_keys[key.id].status == "FAILED"
    assert confirm(merchant, key).json()["type"] == "BILLING_KEY_NOT_FOUND"


@pytest.mark.parametrize("number", ["4111110000001111", DECLINED], ids=["issued", "failed"])
def test_a_confirmation_that_is_not_told_of(merchant, number):
    """A failure always is."""
    confirm(merchant, waiting(merchant, number), skipWebhook=True)
    assert told(merchant)[1][1] == (number == DECLINED)


def test_issue_and_pay_are_confirmed_as_one(merchant):
    key = waiting(merchant, payment_id="p-1")
    facts = {"paymentId": "p-1", "currency": "KRW", "totalAmount": 1100, "taxFreeAmount": 0, "isTest": True}
    assert confirm_and_pay(merchant, key, **facts).json() == {"billingKey": key.id, "paymentId": "p-1"}
    payment = merchant.payment("p-1")
    assert (payment["status"], payment["billingKey"], payment["amount"]["paid"]) == ("PAID", key.id, 1100)
    assert [each for each, _ in told(merchant)] == [
        "Transaction.Ready",
        "BillingKey.Ready",
        "BillingKey.Issued",
        "Transaction.Paid",
    ]


def test_each_token_is_confirmed_in_its_own_way(merchant):
    alone, with_payment = waiting(merchant), waiting(merchant, payment_id="p-1")
    for response in (confirm_and_pay(merchant, alone), confirm(merchant, with_payment)):
        assert (response.status, response.json()["type"]) == (404, "BILLING_KEY_NOT_FOUND")
    assert (confirm(merchant, alone).status, confirm_and_pay(merchant, with_payment).status) == (200, 200)


def test_all_that_does_not_match_is_listed(merchant):
    key = waiting(merchant, payment_id="p-1")
    wrong = {"paymentId": "p-2", "currency": "USD", "totalAmount": 1, "taxFreeAmount": 1, "isTest": False}
    response = confirm_and_pay(merchant, key, **wrong)
    assert (response.status, response.json()["type"]) == (409, "INFORMATION_MISMATCH")
    assert response.json()["message"] == (
        "paymentId: received 'p-2', expected 'p-1'; currency: received 'USD', expected 'KRW'; "
        "totalAmount: received 1, expected 1100; taxFreeAmount: received 1, expected 0; "
        "isTest: received False, expected True"
    )
    assert confirm_and_pay(merchant, key).status == 200


@pytest.mark.parametrize("number", [DECLINED, POOR], ids=["at the issue", "at the payment"])
def test_neither_is_done_where_one_is_declined(merchant, number):
    key = waiting(merchant, number, payment_id="p-1")
    assert confirm_and_pay(merchant, key).status == 502
    assert merchant.payment("p-1")["status"] == "FAILED"
    assert merchant.sandbox.billing_keys[key.id].status == "FAILED"
    assert [each for each, _ in told(merchant)][2:] == ["Transaction.Failed", "BillingKey.Failed"]


def test_another_attempt_spoils_the_confirmation(merchant):
    key = waiting(merchant, payment_id="p-1")
    merchant.card(POOR)
    assert confirm_and_pay(merchant, key).json()["type"] == "INFORMATION_MISMATCH"
    merchant.instant()
    assert "ALREADY_PAID" in confirm_and_pay(merchant, key).json()["message"]
    assert merchant.sandbox.billing_keys[key.id].status == "NEEDS_CONFIRMATION"


def test_another_window_spoils_the_confirmation_too(merchant):
    key = waiting(merchant, payment_id="p-1")
    merchant.sandbox.customer.open("p-1", 9_000_000)
    assert confirm_and_pay(merchant, key).json()["type"] == "INFORMATION_MISMATCH"
    assert (merchant.payment("p-1")["status"], merchant.payment("p-1")["amount"]["paid"]) == ("READY", 0)


@pytest.mark.parametrize("skip", [True, False])
def test_a_payment_with_the_issue_is_told_of_as_that_is(merchant, skip):
    confirm_and_pay(merchant, waiting(merchant, payment_id="p-1"), skipWebhook=skip)
    assert told(merchant)[2:] == [("BillingKey.Issued", not skip), ("Transaction.Paid", not skip)]


def test_another_card_behind_a_key(merchant):
    key, state = merchant.issued(), merchant.sandbox._state
    issuing.update(state, key, "5111110000002222")
    assert info(merchant, key)["methods"][0]["card"]["number"] == "511111******2222"
    assert told(merchant)[-1] == ("BillingKey.Updated", True)
    issuing.update(state, key, POOR)
    assert merchant.pay_with(key).json()["pgCode"] == "INSUFFICIENT_FUNDS"
    with pytest.raises(Refusal, match="BILLING_KEY_NOT_FOUND"):
        issuing.update(state, "billing-key-9", POOR)


@pytest.mark.parametrize("skip", [True, False])
def test_webhooks_of_a_key(merchant, skip):
    key = merchant.issued(skipWebhook=skip, noticeUrls=["https://shop.example/a", "https://shop.example/b"])
    merchant.delete(f"/billing-keys/{key}", query={"skipWebhook": str(skip).lower()})
    assert told(merchant) == [("BillingKey.Issued", not skip), ("BillingKey.Deleted", not skip)]
    assert {each.urls for each in merchant.sandbox._state.events} == {
        ("https://shop.example/a", "https://shop.example/b")
    }


def test_what_can_be_read_is_in_the_table_and_in_the_contract():
    assert set(contracts.load().types["BillingKeyStatus"].values) == SHOWN
    assert {each for later in TRANSITIONS.values() for each in later} <= TRANSITIONS.keys()


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


def test_the_diagram_is_the_table():
    page = Path(__file__).parents[2] / "docs" / "sandbox" / "billing-keys.md"
    assert f"```mermaid\n{mermaid(TRANSITIONS)}\n```" in page.read_text(encoding="utf-8")
