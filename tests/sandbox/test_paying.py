"""Pre-registering, paying through the API, and reading what was paid."""

from __future__ import annotations

import pytest

from pytest_portone.sandbox import Band, Channel, Promotion
from pytest_portone.sandbox.cards import DECLINES

DECLINED, POOR, *_ = DECLINES


def test_a_payment_by_card_is_paid_at_once(merchant):
    answer = merchant.instant(
        amount={"total": 1100, "taxFree": 110},
        customer={
            "id": "c-1",
            "name": {"separated": {"first": "Gildong", "last": "Hong"}},
            "address": {"addressLine1": "1 Main St", "addressLine2": "2nd floor", "country": "KR"},
        },
        customData='{"item": 1}',
        products=[{"id": "1", "name": "shoe", "amount": 550, "quantity": 2}],
        isEscrow=True,
    ).json()
    payment = merchant.payment("p-1")

    assert answer["payment"] == {"pgTxId": payment["pgTxId"], "paidAt": "2026-01-01T00:00:00.000Z"}
    assert payment["status"] == "PAID"
    assert payment["amount"] == {
        "total": 1100,
        "taxFree": 110,
        "vat": 90,
        "supply": 900,
        "discount": 0,
        "paid": 1100,
        "cancelled": 0,
        "cancelledTaxFree": 0,
    }
    assert payment["customer"] == {
        "id": "c-1",
        "name": "Gildong Hong",
        "address": {
            "type": "SEPARATED",
            "oneLine": "1 Main St 2nd floor",
            "addressLine1": "1 Main St",
            "addressLine2": "2nd floor",
            "country": "KR",
        },
    }
    assert payment["customData"] == '{"item": 1}'
    assert payment["products"] == [{"id": "1", "name": "shoe", "amount": 550, "quantity": 2}]
    assert payment["escrow"] == {"status": "BEFORE_REGISTERED"}
    assert (payment["channel"]["key"], payment["channel"]["type"]) == ("channel-key-1", "TEST")
    assert payment["origin"]["platformType"] == "API"
    assert payment["disputes"] == []


def test_of_a_card_only_the_ends_of_its_number_are_kept(merchant):
    merchant.instant()
    card = merchant.payment("p-1")["method"]["card"]

    assert (card["number"], card["bin"]) == ("411111******1111", "411111")
    assert "4111110000001111" not in repr(merchant.sandbox.payments["p-1"])
    assert "4111110000001111" not in repr(merchant.sandbox.calls[0])


def test_a_short_number_is_hidden_whole(merchant):
    merchant.card("123")
    assert merchant.payment("p-1")["method"]["card"]["number"] == "***"


def test_a_virtual_account_waits_and_can_be_closed(merchant):
    assert merchant.account().status == 200
    payment = merchant.payment("p-1")
    assert payment["status"] == "VIRTUAL_ACCOUNT_ISSUED"
    assert payment["amount"]["paid"] == 0
    assert payment["method"]["expiredAt"] == "2026-01-02T00:00:00.000Z"

    assert merchant.post("/payments/p-1/virtual-account/close").json() == {"closedAt": "2026-01-01T00:00:00.000Z"}
    assert merchant.payment("p-1")["status"] == "FAILED"


@pytest.mark.parametrize("fixed", [{"pgAccountId": "account-1"}, {"accountNumber": "123"}])
def test_a_fixed_account_has_always_the_same_number(merchant, fixed):
    expiry = {"dueDate": "2026-03-01T09:00:00+09:00"}
    account = {"bank": "WOORI", "expiry": expiry, "option": {"type": "FIXED", "fixed": fixed}}
    for payment_id in ("p-1", "p-2"):
        merchant.instant(payment_id, method={"virtualAccount": account})
    first, second = (merchant.payment(each)["method"] for each in ("p-1", "p-2"))

    assert first["accountNumber"] == second["accountNumber"]
    assert first["expiredAt"] == "2026-03-01T00:00:00.000Z"


def test_a_declined_payment_is_kept_as_failed_and_can_be_tried_again(merchant):
    declined = merchant.card(POOR)
    assert (declined.status, declined.json()) == (
        502,
        {
            "type": "PG_PROVIDER",
            "message": "The payment gateway refused: the card's limit is exceeded",
            "pgCode": "INSUFFICIENT_FUNDS",
            "pgMessage": "the card's limit is exceeded",
        },
    )
    failed = merchant.payment("p-1")
    assert (failed["status"], failed["failure"]["pgCode"]) == ("FAILED", "INSUFFICIENT_FUNDS")

    merchant.sandbox.clock.advance(minutes=1)
    assert merchant.instant().status == 200
    paid = merchant.payment("p-1")
    assert (paid["status"], paid["requestedAt"]) == ("PAID", "2026-01-01T00:01:00.000Z")
    assert paid["transactionId"] != failed["transactionId"]


def test_every_attempt_is_a_transaction(merchant):
    merchant.card(POOR)
    merchant.account()
    merchant.instant()
    items = merchant.get("/payments/p-1/transactions").json()["items"]

    assert [each["status"] for each in items] == ["FAILED", "VIRTUAL_ACCOUNT_ISSUED", "PAID"]
    assert {each["paymentId"] for each in items} == {"p-1"}
    assert items[-1]["id"] == merchant.payment("p-1")["transactionId"]
    assert len({each["id"] for each in items}) == 3


def test_the_latest_attempt_counts_and_a_paid_one_is_the_last(merchant):
    merchant.instant()
    again = merchant.instant()
    assert (again.status, again.json()["message"]) == (409, "The payment 'p-1' is PAID; it can't be paid again")
    merchant.cancel()
    assert merchant.instant().json()["type"] == "ALREADY_PAID"


def test_the_limit_of_attempts_is_a_setting(merchant_of):
    merchant = merchant_of(max_transactions=1)
    merchant.account()
    response = merchant.instant()
    assert (response.status, response.json()) == (
        400,
        {
            "type": "MAX_TRANSACTION_COUNT_REACHED",
            "message": "The payment 'p-1' had 1 attempts; the sandbox's settings allow 1",
        },
    )


def test_pre_registering_shows_no_payment(merchant):
    response = merchant.post("/payments/p-1/pre-register", {"totalAmount": 1000})
    assert (response.status, response.json()) == (200, {})
    assert merchant.get("/payments/p-1").status == 404


def test_paying_with_a_billing_key(merchant):
    key = merchant.issued()
    response = merchant.pay_with(key, installmentMonth=3, useFreeInterestFromMerchant=True)
    payment = merchant.payment("p-1")

    assert response.json()["payment"]["pgTxId"] == payment["pgTxId"]
    assert (payment["status"], payment["billingKey"]) == ("PAID", key)
    assert payment["method"]["card"]["number"] == "411111******1111"
    assert payment["method"]["installment"] == {
        "month": 3,
        "isInterestFree": True,
        "isInterestFreeFromMerchant": True,
    }


def test_a_billing_key_pays_where_it_was_issued(merchant_of):
    channels = (Channel("a", group="g"), Channel("b", group="g", ratio=0), Channel("c"))
    merchant = merchant_of(channels=channels)
    key = merchant.issued(channelKey=None, channelGroupId="g")
    merchant.pay_with(key, "p-1")
    merchant.pay_with(key, "p-2", channelKey="b")
    refused = merchant.pay_with(key, "p-3", channelKey="c")

    assert [merchant.payment(each)["channel"]["key"] for each in ("p-1", "p-2")] == ["a", "b"]
    assert merchant.payment("p-1")["channelGroup"] == {"id": "g", "name": "g", "isForTest": True}
    assert refused.json() == {
        "type": "CHANNEL_NOT_FOUND",
        "message": "channelKey: received 'c', expected one that has the key: 'a', 'b'",
    }


def test_a_declined_billing_key_payment_is_kept(merchant):
    assert merchant.pay_with(merchant.issued(POOR)).json()["pgCode"] == "INSUFFICIENT_FUNDS"
    assert merchant.payment("p-1")["status"] == "FAILED"


def test_channels_that_are_listed(merchant_of):
    merchant = merchant_of(channels=(Channel("live", type="LIVE", pg_provider="INICIS_V2", name="shop"),))
    assert merchant.instant(channelKey="live").status == 200
    channel = merchant.payment("p-1")["channel"]
    assert (channel["type"], channel["pgProvider"], channel["name"]) == ("LIVE", "INICIS_V2", "shop")

    refused = merchant.instant("p-2", channelKey="test")
    assert refused.json() == {
        "type": "CHANNEL_NOT_FOUND",
        "message": "No channel has the channelKey 'test'; the sandbox's settings list 'live'",
    }


def test_channels_that_are_made_up(merchant_of):
    merchant = merchant_of(channel_type="LIVE")
    merchant.instant("p-1", channelKey="a")
    merchant.instant("p-2", channelKey="b")
    merchant.instant("p-3", channelKey=None, channelGroupId="g")
    first, second, third = (merchant.payment(each) for each in ("p-1", "p-2", "p-3"))

    assert {each["channel"]["type"] for each in (first, second, third)} == {"LIVE"}
    assert first["channel"]["id"] != second["channel"]["id"]
    assert third["channelGroup"] == {"id": "g", "name": "g", "isForTest": False}


def test_stores_that_are_listed_keep_their_payments_apart(merchant_of):
    merchant = merchant_of(store_id="store-1", stores=frozenset({"store-1", "store-2"}))
    merchant.instant("p-1")
    merchant.instant("p-1", storeId="store-2", orderName="hats")

    assert merchant.payment("p-1")["orderName"] == "shoes"
    assert merchant.get("/payments/p-1", query={"storeId": "store-2"}).json()["orderName"] == "hats"
    refused = merchant.get("/payments/p-1", query={"storeId": "store-3"})
    assert (refused.status, refused.json()) == (
        403,
        {"type": "FORBIDDEN", "message": "The credential does not reach the store 'store-3'"},
    )


def test_one_store_answers_to_any_id(merchant):
    merchant.instant("p-1", storeId="store-of-the-shop")
    merchant.sandbox.customer.pay("p-2", total=1)
    for store in ("store-of-the-shop", "another"):
        for payment_id in ("p-1", "p-2"):
            assert merchant.get(f"/payments/{payment_id}", query={"storeId": store}).status == 200
    assert merchant.payment("p-1")["storeId"] == "store-of-the-shop"
    assert merchant.payment("p-2")["storeId"] == merchant.sandbox.store_id


TENTH = Promotion("tenth", (Band(5000, percent=10), Band(20_000, amount=3000)), maximum=2500)


@pytest.mark.parametrize(
    ("total", "discount"), [(4999, 0), (5000, 500), (5009, 500), (19_999, 1999), (20_000, 2500), (90_000, 2500)]
)
def test_promotions_take_off_what_their_band_says(merchant_of, total, discount):
    merchant = merchant_of(promotions=(TENTH,))
    merchant.instant(amount={"total": total}, promotionId="tenth")
    payment = merchant.payment("p-1")

    assert (payment["amount"]["discount"], payment["amount"]["paid"]) == (discount, total - discount)
    assert payment["promotionId"] == "tenth"


@pytest.mark.parametrize("promotion", ["unknown", "over"])
def test_a_promotion_that_does_not_run_gives_no_discount(merchant_of, promotion):
    merchant = merchant_of(promotions=(Promotion("over", (Band(1, percent=50),), in_progress=False),))
    assert merchant.instant(promotionId=promotion).status == 200
    assert merchant.payment("p-1")["amount"]["discount"] == 0


def test_a_promotion_of_one_card_company(merchant_of):
    merchant = merchant_of(promotions=(Promotion("bc", (Band(1, percent=50),), card_company="BC_CARD"),))
    assert merchant.instant("p-1", promotionId="bc").status == 200
    refused = merchant.card("4111120000001111", "p-2", promotionId="bc")
    waiting = merchant.account("p-3", promotionId="bc")

    assert refused.json()["type"] == waiting.json()["type"] == "PROMOTION_PAY_METHOD_DOES_NOT_MATCH"
    assert refused.json()["message"] == (
        "promotionId: received a card of SAMSUNG_CARD, expected a card of BC_CARD, which it is for"
    )
    assert merchant.get("/payments/p-2").status == 404


@pytest.mark.parametrize(("rounding", "vat"), [("half-up", 91), ("down", 90), ("up", 91)])
def test_the_default_vat_is_an_eleventh_of_what_is_taxable(merchant_of, rounding, vat):
    merchant = merchant_of(vat_rounding=rounding)
    merchant.instant(amount={"total": 1010, "taxFree": 13})
    assert merchant.payment("p-1")["amount"]["vat"] == vat


@pytest.mark.parametrize(("taxable", "vats"), [(1, (0, 0, 1)), (5, (0, 0, 1)), (6, (0, 1, 1)), (11, (1, 1, 1))])
def test_roundings_of_the_vat(merchant_of, taxable, vats):
    for rounding, vat in zip(("down", "half-up", "up"), vats, strict=True):
        merchant = merchant_of(vat_rounding=rounding)
        merchant.instant(amount={"total": taxable})
        assert merchant.payment("p-1")["amount"]["vat"] == vat


def test_a_vat_that_is_given_is_kept(merchant):
    merchant.instant(amount={"total": 1000, "vat": 0})
    assert merchant.payment("p-1")["amount"]["supply"] == 1000


def test_a_refused_payment_leaves_no_trace(merchant):
    merchant.instant(amount={"total": 10, "taxFree": 11})
    assert merchant.get("/payments/p-1").status == 404
    assert len(merchant.sandbox.payments) == 0
