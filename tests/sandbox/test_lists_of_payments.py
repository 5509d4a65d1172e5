"""Lists of payments: filters, ranges, order, pages, cursors."""

from __future__ import annotations

import base64

import pytest

from pytest_portone import contracts
from pytest_portone.sandbox import Channel
from pytest_portone.sandbox.payments.filters import FILTERS, LOOKUPS, TEXTS

GIFT = {"type": "PaymentMethodGiftCertificate", "giftCertificateType": "BOOKNLIFE", "approvalNumber": "gift-7"}
WALLET_CARD = {"type": "PaymentMethodCard", "card": {"brand": "AMEX", "type": "DEBIT", "ownerType": "CORPORATE"}}
WALLET = {"type": "PaymentMethodEasyPay", "provider": "NAVERPAY", "easyPayMethod": WALLET_CARD}
KIM = {"name": "Kim", "email": "kim@example.com", "phoneNumber": "01012345678", "zipcode": "04524"}
HOME = {"type": "ONE_LINE", "oneLine": "1 Sejong-daero"}


@pytest.fixture
def shop(merchant):
    """A payment of each kind, a minute apart."""
    customer, clock = merchant.sandbox.customer, merchant.sandbox.clock

    def act(do, *args, **kwargs):
        clock.advance(minutes=1)
        do(*args, **kwargs)

    act(customer.open, "ready", total=10, order_name="shoes")
    act(customer.fail, "failed", total=20, reason="no funds")
    act(customer.issue_virtual_account, "waiting", total=30, bank="WOORI")
    act(customer.pay, "wallet", total=40, method=WALLET, customer=KIM | {"address": HOME}, platform="MOBILE")
    act(customer.pay, "gift", total=50, method=GIFT, currency="USD")
    live = Channel("live", type="LIVE", pg_provider="INICIS_V2", pg_merchant_id="shop-1")
    act(customer.pay, "live", total=60, channel=live, promotion="promo-1")
    act(merchant.instant, "api", isEscrow=True)
    act(merchant.pay_with, merchant.issued(), "key")
    act(customer.pay, "part", total=90)
    act(merchant.cancel, "part", amount=1, reason="too small")
    act(customer.pay, "gone", total=90)
    act(merchant.cancel, "gone")
    return merchant


ALL = ["gone", "part", "key", "api", "live", "gift", "wallet", "waiting", "failed", "ready"]


def listed(merchant, page=None, **wanted):
    response = merchant.get("/payments", wanted={"filter": wanted} | ({"page": page} if page else {}))
    assert response.status == 200, response.json()
    return [each["id"] for each in response.json()["items"]]


def test_without_a_filter_all_are_listed_the_latest_first(shop):
    body = shop.get("/payments").json()
    assert [each["id"] for each in body["items"]] == ALL
    assert body["page"] == {"number": 0, "size": 10, "totalCount": 10}
    assert body["items"][0] == shop.payment("gone")


CASES = [
    ({"status": ["PAID"]}, ["key", "api", "live", "gift", "wallet"]),
    ({"status": ["READY", "FAILED"]}, ["failed", "ready"]),
    ({"status": ["PARTIAL_CANCELLED", "CANCELLED"]}, ["gone", "part"]),
    ({"status": ["PENDING"]}, []),
    ({"status": []}, ALL),
    ({"methods": ["EASY_PAY", "GIFT_CERTIFICATE"]}, ["gift", "wallet"]),
    ({"methods": ["VIRTUAL_ACCOUNT"]}, ["waiting"]),
    ({"pgProvider": ["INICIS_V2"]}, ["live"]),
    ({"isTest": False}, ["live"]),
    ({"isTest": True, "status": ["FAILED"]}, ["failed"]),
    ({"isScheduled": True}, []),
    ({"isScheduled": False}, ALL),
    ({"version": "V1"}, []),
    ({"version": "V2"}, ALL),
    ({"webhookStatus": "SUCCEEDED"}, []),
    ({"platformType": "API"}, ["key", "api"]),
    ({"platformType": "SDK_MOBILE"}, ["wallet"]),
    ({"currency": "USD"}, ["gift"]),
    ({"isEscrow": True}, ["api"]),
    ({"escrowStatus": "REGISTERED"}, []),
    ({"cardBrand": "AMEX"}, ["wallet"]),
    ({"cardType": "DEBIT"}, ["wallet"]),
    ({"cardOwnerType": "CORPORATE"}, ["wallet"]),
    ({"giftCertificateType": "BOOKNLIFE"}, ["gift"]),
    ({"cashReceiptType": "PERSONAL"}, []),
    ({"cashReceiptStatus": "ISSUED"}, []),
    ({"cashReceiptIssuedAtRange": {"from": "2025-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}}, []),
    ({"cashReceiptCancelledAtRange": {"from": "2025-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}}, []),
    ({"merchantId": "another"}, []),
    ({"storeId": "mine"}, ALL),
    ({"sortOrder": "ASC"}, ALL[::-1]),
    ({"sortBy": "STATUS_CHANGED_AT"}, ALL),
    ({"from": "2026-01-01T00:12:00Z"}, ["gone"]),
    ({"until": "2026-01-01T00:02:00Z"}, ["failed", "ready"]),
    ({"from": "2026-01-01T09:04:00+09:00", "until": "2026-01-01T00:05:00.000Z"}, ["gift", "wallet"]),
    ({"timestampType": "CREATED_AT", "from": "2026-01-01T00:11:00Z"}, ["gone"]),
    ({"timestampType": "CREATED_AT", "from": "2026-01-01T00:12:00Z"}, []),
    ({"from": "0000-01-01T00:00:00Z"}, ALL),
    ({"until": "0001-01-01T00:00:00Z"}, []),
    ({"from": "2016-12-31T23:59:60Z"}, ALL),
]


@pytest.mark.parametrize(("wanted", "expected"), CASES, ids=lambda each: str(each)[:60])
def test_filters(shop, wanted, expected):
    assert listed(shop, **wanted) == expected


def test_every_filter_of_every_contract_is_known(contract):
    chosen = {"merchantId", "storeId", "timestampType", "from", "until", "sortBy", "sortOrder"}
    assert set(contract.types["PaymentFilterInput"].fields) <= chosen | FILTERS.keys() | LOOKUPS.keys()
    tried = {name for wanted, _ in CASES for name in wanted} | {"textSearch"}
    assert tried >= chosen | FILTERS.keys() | LOOKUPS.keys()


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("PAYMENT_ID", "wal", ["wallet"]),
        ("ORDER_NAME", "shoe", ["key", "api", "ready"]),
        ("FAIL_REASON", "funds", ["failed"]),
        ("CANCEL_REASON", "small", ["part"]),
        ("CUSTOMER_NAME", "Kim", ["wallet"]),
        ("CUSTOMER_EMAIL", "kim@", ["wallet"]),
        ("CUSTOMER_PHONE_NUMBER", "0101234", ["wallet"]),
        ("CUSTOMER_ADDRESS", "Sejong", ["wallet"]),
        ("CUSTOMER_ZIPCODE", "04524", ["wallet"]),
        ("CARD_NUMBER", "411111***", ["gone", "part", "key", "api", "live", "failed", "ready"]),
        ("GIFT_CERTIFICATION_APPROVAL_NUMBER", "gift-7", ["gift"]),
        ("VIRTUAL_ACCOUNT_BANK", "WOORI", ["waiting"]),
        ("PG_MERCHANT_ID", "shop-1", ["live"]),
        ("PROMOTION_ID", "promo", ["live"]),
        ("BILLING_KEY", "billing-key-", ["key"]),
        ("ALL", "Kim", ["wallet"]),
        ("ALL", "nothing has this", []),
    ],
)
def test_text_search(shop, field, value, expected):
    assert listed(shop, textSearch=[{"field": field, "value": value}]) == expected


def test_several_texts_must_all_be_found(shop):
    names = [{"field": "ORDER_NAME", "value": "shoes"}, {"field": "PAYMENT_ID", "value": "api"}]
    assert listed(shop, textSearch=names) == ["api"]


def test_every_text_field_of_the_newest_contract_is_known(shop):
    fields = contracts.load().types["PaymentTextSearchField"].values
    assert {*TEXTS, "ALL"} == set(fields)
    for field in fields:
        listed(shop, textSearch=[{"field": field, "value": "x"}])


def test_pages(shop):
    assert listed(shop, {"size": 3}) == ALL[:3]
    assert listed(shop, {"size": 3, "number": 3}) == ALL[9:]
    assert listed(shop, {"number": 3000, "size": 10}) == []
    assert listed(shop, {"size": 0}) == []
    assert listed(shop, {"number": 5999, "size": 10}) == []


def test_the_default_order_is_a_setting(merchant_of):
    merchant = merchant_of(payments_sort="STATUS_CHANGED_AT", payments_order="ASC")
    merchant.account("p-1")
    merchant.sandbox.clock.advance(minutes=1)
    merchant.instant("p-2")
    merchant.sandbox.clock.advance(minutes=1)
    merchant.sandbox.customer.deposit("p-1")
    assert listed(merchant) == ["p-2", "p-1"]
    assert listed(merchant, sortBy="REQUESTED_AT") == ["p-1", "p-2"]


def test_what_was_paid_long_ago_is_not_listed(merchant):
    merchant.instant("p-1")
    merchant.sandbox.clock.advance(days=90)
    assert listed(merchant) == ["p-1"]
    merchant.sandbox.clock.advance(seconds=1)
    assert listed(merchant) == []
    assert listed(merchant, **{"from": "2026-01-01T00:00:00Z"}) == ["p-1"]


def pages(merchant, **wanted):
    cursor = {}
    while True:
        items = merchant.get("/payments-by-cursor", wanted=wanted | cursor).json()["items"]
        yield [each["payment"]["id"] for each in items]
        if not items:
            return
        cursor = {"cursor": items[-1]["cursor"]}


def test_cursors_run_along_the_creation(shop):
    assert list(pages(shop, size=4)) == [
        ["ready", "failed", "waiting", "wallet"],
        ["gift", "live", "api", "key"],
        ["part", "gone"],
        [],
    ]
    first = shop.get("/payments-by-cursor").json()["items"]
    assert len(first) == 10
    assert first[0]["payment"] == shop.payment("ready")


def test_cursors_keep_to_the_range_of_creation(shop):
    wanted = {"from": "2026-01-01T00:02:00Z", "until": "2026-01-01T00:03:00Z", "size": 1}
    assert list(pages(shop, **wanted)) == [["failed"], ["waiting"], []]


def test_the_direction_of_cursors_is_a_setting(merchant_of):
    merchant = merchant_of(cursor_order="DESC")
    for payment_id in ("p-1", "p-2", "p-3"):
        merchant.instant(payment_id)
    assert list(pages(merchant, size=2)) == [["p-3", "p-2"], ["p-1"], []]


@pytest.mark.parametrize(
    "cursor",
    ["", "?", "a", "cGF5", "주문", base64.b64encode(b"payment:-1").decode(), base64.b64encode(b"x:1").decode()],
)
def test_a_cursor_that_is_none(shop, cursor):
    response = shop.get("/payments-by-cursor", wanted={"cursor": cursor})
    assert (response.status, response.json()["message"]) == (
        400,
        (
            "The request is wrong in 1 place: "
            f"$.body.cursor: received {cursor!r}, expected the cursor of an item of this list"
        ),
    )


@pytest.mark.parametrize("size", [0, -1, 1001])
def test_sizes_out_of_bounds(shop, size):
    assert shop.get("/payments-by-cursor", wanted={"size": size}).status == 400


@pytest.mark.parametrize(("order", "expected"), [("ASC", ["a", "b", "c"]), ("DESC", ["c", "b", "a"])])
def test_what_was_asked_for_at_the_same_time_is_in_the_order_of_its_creation(merchant, order, expected):
    for payment_id in "abc":
        merchant.instant(payment_id)
    assert listed(merchant, sortOrder=order) == expected


def test_another_attempt_is_not_another_payment(merchant):
    merchant.sandbox.customer.fail("a", 1000)
    merchant.sandbox.clock.advance(minutes=1)
    merchant.instant("b")
    merchant.sandbox.clock.advance(minutes=1)
    merchant.instant("a")
    assert list(pages(merchant, until="2026-01-01T00:01:00Z")) == [["a", "b"], []]
    wanted = {"timestampType": "CREATED_AT", "until": "2026-01-01T00:00:00Z"}
    assert listed(merchant, **wanted) == ["a"]
    assert listed(merchant, sortBy="REQUESTED_AT") == ["a", "b"]


def test_lists_of_stores(merchant_of):
    merchant = merchant_of(store_id="store-1", stores=frozenset({"store-1", "store-2"}))
    merchant.instant("p-1")
    merchant.sandbox.clock.advance(minutes=1)
    merchant.instant("p-2", storeId="store-2")

    assert listed(merchant) == ["p-2", "p-1"]
    assert listed(merchant, storeId="store-2") == ["p-2"]
    assert list(pages(merchant)) == [["p-1"], []]
    assert list(pages(merchant, storeId="store-2")) == [["p-2"], []]
