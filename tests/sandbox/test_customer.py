"""What happens outside of the API."""

from __future__ import annotations

import pytest

from pytest_portone.sandbox import Band, Channel, CheckoutError, Promotion
from pytest_portone.sandbox.cards import DECLINES
from pytest_portone.sandbox.customer import METHODS


def test_paying_returns_the_record(portone):
    payment = portone.customer.pay("p-1", total=39_000)

    assert (payment.id, payment.status, payment.paid, payment.currency) == ("p-1", "PAID", 39_000, "KRW")
    assert payment is portone.payments["p-1"]


def test_all_that_the_page_hands_over_is_shown(merchant):
    promotion = Promotion("promo", (Band(1, percent=10),))
    merchant.sandbox.customer.pay(
        "p-1",
        total=2000,
        order_name="shoes",
        currency="USD",
        tax_free=100,
        vat=1,
        discount=300,
        method={"type": "PaymentMethodEasyPay", "provider": "TOSSPAY"},
        channel="channel-key-7",
        customer={"name": "Kim"},
        custom_data={"item": "신발"},
        platform="MOBILE",
        country="US",
        products=[{"id": "1", "name": "shoe", "amount": 1, "quantity": 1}],
        promotion=promotion.id,
        store_id="store-7",
    )
    payment = merchant.payment("p-1")

    assert payment["amount"]["paid"] == 1700
    assert (payment["amount"]["vat"], payment["amount"]["supply"]) == (1, 1899)
    assert payment["customData"] == '{"item": "신발"}'
    assert payment["channel"]["key"] == "channel-key-7"
    assert payment["method"]["provider"] == "TOSSPAY"
    assert payment["origin"]["platformType"] == "MOBILE"
    shown = {name: payment[name] for name in ("orderName", "currency", "country", "storeId", "promotionId")}
    assert shown == {
        "orderName": "shoes",
        "currency": "USD",
        "country": "US",
        "storeId": "store-7",
        "promotionId": "promo",
    }


@pytest.mark.parametrize("method", METHODS)
def test_methods_by_name(merchant, method):
    merchant.sandbox.customer.pay("p-1", total=1, method=method)
    listed = merchant.get("/payments", wanted={"filter": {"methods": [method]}}).json()["items"]
    assert [each["id"] for each in listed] == ["p-1"]


def test_a_window_that_is_left_open_stays_ready(merchant):
    merchant.sandbox.customer.open("p-1", total=100)
    merchant.sandbox.clock.advance(days=30)
    assert merchant.payment("p-1")["status"] == "READY"


def test_going_on_in_an_open_window(portone):
    opened = portone.customer.open("p-1", total=100)
    portone.clock.advance(minutes=3)
    paid = portone.customer.pay("p-1")

    assert paid.transaction_id == opened.transaction_id
    assert (paid.requested_at, paid.paid_at - opened.requested_at) == (
        opened.requested_at,
        paid.paid_at - opened.created_at,
    )
    assert paid.earlier == ()


def test_another_window_is_another_attempt(portone):
    first = portone.customer.open("p-1", total=100)
    failed = portone.customer.fail("p-1", total=200, reason="no", pg_code="X", pg_message="said no")
    paid = portone.customer.pay("p-1", total=300)

    assert (failed.failure.reason, failed.failure.pg_code, failed.failure.pg_message) == ("no", "X", "said no")
    assert [each.status for each in paid.earlier] == ["READY", "FAILED"]
    assert paid.earlier[0].transaction_id == first.transaction_id
    assert (paid.amount.total, paid.created_at) == (300, first.created_at)


def test_a_deposit_pays_a_virtual_account(merchant):
    issued = merchant.sandbox.customer.issue_virtual_account("p-1", total=100, bank="KAKAO", valid_hours=1)
    assert merchant.payment("p-1")["method"]["bank"] == "KAKAO"
    assert merchant.payment("p-1")["method"]["expiredAt"] == "2026-01-01T01:00:00.000Z"
    paid = merchant.sandbox.customer.deposit("p-1")

    assert (paid.status, paid.pg_tx_id) == ("PAID", issued.pg_tx_id)
    assert merchant.payment("p-1")["status"] == "PAID"


def code(act, *args, **kwargs):
    with pytest.raises(CheckoutError) as caught:
        act(*args, **kwargs)
    return caught.value.code, caught.value.message


def test_what_was_paid_can_not_be_paid_again(portone):
    portone.customer.pay("p-1", total=1)
    for act in (portone.customer.pay, portone.customer.open, portone.customer.fail):
        assert code(act, "p-1", total=1) == (
            "PaymentAlreadyPaid",
            "The payment 'p-1' is PAID; it can't be paid again",
        )


@pytest.mark.parametrize(
    ("predefined", "checkout", "message"),
    [
        ({"totalAmount": 100}, {"total": 1}, "total: received 1, expected 100, as pre-registered"),
        (
            {"totalAmount": 100, "taxFreeAmount": 7, "currency": "KRW"},
            {"total": 100, "tax_free": 8, "currency": "USD"},
            "tax_free: received 8, expected 7; currency: received USD, expected KRW, as pre-registered",
        ),
    ],
)
def test_what_was_pre_registered_must_be_equal(merchant, predefined, checkout, message):
    merchant.post("/payments/p-1/pre-register", predefined)
    assert code(merchant.sandbox.customer.pay, "p-1", **checkout) == ("AmountNotEqualToPredefined", message)
    assert merchant.get("/payments/p-1").status == 404


def test_what_was_left_out_there_is_not_compared(merchant):
    merchant.post("/payments/p-1/pre-register", {"totalAmount": 100})
    assert merchant.sandbox.customer.pay("p-1", total=100, tax_free=5, currency="USD").status == "PAID"


def test_the_latest_pre_registration_counts(merchant):
    for total in (100, 200):
        merchant.post("/payments/p-1/pre-register", {"totalAmount": total})
    assert merchant.sandbox.customer.pay("p-1", total=200).status == "PAID"


def test_errors_of_the_window(merchant_of):
    customer = merchant_of(
        channels=(Channel("a"),), store_id="s", stores=frozenset({"s"}), max_transactions=1
    ).sandbox.customer
    assert code(customer.pay, "p-1", total=1, channel="b")[0] == "ChannelNotFound"
    assert code(customer.pay, "p-1", total=1, store_id="b")[0] == "StoreNotFound"
    assert code(customer.pay, "p-1")[0] == "PaymentNotFound"
    assert code(customer.deposit, "p-1")[0] == "PaymentNotFound"
    customer.fail("p-1", total=1)
    assert code(customer.pay, "p-1", total=1)[0] == "InvalidEntityState"
    assert code(customer.issue_billing_key, card_number=next(iter(DECLINES))) == (
        "PGProviderError",
        "the card was declined",
    )


@pytest.mark.parametrize(
    ("checkout", "message"),
    [
        ({"total": 0}, "total: received 0, expected 1 or more"),
        ({"total": 1, "tax_free": 2}, "tax_free + vat: received 2, expected 1 or less, the total"),
        ({"total": 1, "discount": 2}, "discount: received 2, expected 1 or less, the total"),
        ({"total": 1, "vat": -1}, "tax_free, vat, discount: received 0, -1, 0, expected 0 or more"),
        ({"total": 1, "method": "CASH"}, f"method: received 'CASH', expected one of {', '.join(METHODS)}"),
        ({"total": 1, "customer": {"name": 5}}, "$.customer.name: received 5, expected a string"),
        ({"total": 2**63}, "$.amount.total: received 9223372036854775808, expected an integer within"),
    ],
    ids=str,
)
def test_what_no_payment_can_hold(portone, checkout, message):
    with pytest.raises(ValueError, match="received") as caught:
        portone.customer.pay("p-1", **checkout)
    assert str(caught.value).startswith(message) or message in str(caught.value)
    assert len(portone.payments) == 0


def test_a_misspelt_argument(portone):
    with pytest.raises(TypeError, match="ordername"):
        portone.customer.pay("p-1", total=1, ordername="shoes")
    portone.customer.open("p-1", total=1)
    with pytest.raises(TypeError, match="total is missing, with order_name given: expected a new window's total"):
        portone.customer.pay("p-1", order_name="shoes")


def test_a_billing_key_from_the_window(merchant):
    key = merchant.sandbox.customer.issue_billing_key(
        customer={"name": "Kim"}, custom_data=[1], issue_id="i-1", issue_name="card", store_id="store-7"
    )
    read = merchant.get(f"/billing-keys/{key.id}").json()
    assert (read["customer"], read["customData"], read["issueId"]) == ({"name": "Kim"}, "[1]", "i-1")
    assert (read["issueName"], read["storeId"]) == ("card", "store-7")
    assert merchant.pay_with(key.id).status == 200


def test_the_customer_of_an_older_contract(merchant_of, contract):
    merchant = merchant_of(contract)
    merchant.sandbox.customer.pay("p-1", total=1, customer={"name": "Kim"})
    assert merchant.payment("p-1")["customer"] == {"name": "Kim"}


def test_paying_twice_pays_once(merchant):
    payment = merchant.sandbox.customer.pay_twice("p-1", 1000)
    assert (payment.status, [each.status for each in payment.earlier]) == ("PAID", ["READY"])
    assert [each["status"] for each in merchant.get("/payments/p-1/transactions").json()["items"]] == [
        "READY",
        "PAID",
    ]


def test_a_total_that_the_customer_alters(merchant):
    assert merchant.sandbox.customer.tamper("p-1", 39_000).amount.total == 100
    merchant.post("/payments/p-2/pre-register", {"totalAmount": 39_000})
    assert code(merchant.sandbox.customer.tamper, "p-2", 39_000, paid=38_999)[0] == "AmountNotEqualToPredefined"
    with pytest.raises(ValueError, match="expected another amount than the total"):
        merchant.sandbox.customer.tamper("p-3", 100, 100)


def test_paying_where_no_money_moves(merchant_of):
    made_up = merchant_of(channel_type="LIVE")
    made_up.sandbox.customer.pay_in_test("p-1", 1000)
    assert (made_up.payment("p-1")["status"], made_up.payment("p-1")["channel"]["type"]) == ("PAID", "TEST")
    listed = merchant_of(channels=(Channel("live", type="LIVE"), Channel("test")))
    assert listed.sandbox.customer.pay("p-1", 1000).order.channel.type == "LIVE"
    assert listed.sandbox.customer.pay_in_test("p-2", 1000).order.channel.key == "test"
    live = merchant_of(channels=(Channel("live", type="LIVE"),))
    assert code(live.sandbox.customer.pay_in_test, "p-1", 1000)[0] == "ChannelNotFound"


def test_a_window_that_is_closed_can_be_opened_again(portone):
    abandoned = portone.customer.abandon("p-1", 1000)
    assert portone.customer.abandon("p-1") is abandoned
    assert portone.customer.pay("p-1", 1000).transaction_id != abandoned.transaction_id


def test_the_card_that_pays(merchant):
    merchant.sandbox.customer.pay("p-1", 1000, card_number="4111120000001111")
    assert merchant.payment("p-1")["method"]["card"]["issuer"] == "SAMSUNG_CARD"


def test_a_wallet(merchant):
    customer = merchant.sandbox.customer
    key = customer.issue_billing_key()
    updated = customer.update_billing_key(key.id, "4111120000001111")
    assert (updated.id, updated.card["issuer"]) == (key.id, "SAMSUNG_CARD")
    deleted = customer.delete_billing_key(key.id)
    assert (deleted.status, merchant.get(f"/billing-keys/{key.id}").json()["status"]) == ("DELETED", "DELETED")
    assert code(customer.delete_billing_key, key.id)[0] == "InvalidEntityState"


def test_a_card_that_is_registered_with_its_first_payment(merchant):
    key = merchant.sandbox.customer.issue_and_pay("p-1", 1000)
    assert merchant.payment("p-1")["status"] == "READY"
    answer = merchant.post("/billing-keys/confirm-issue-and-pay", {"billingIssueToken": key.token})
    assert answer.json() == {"billingKey": key.id, "paymentId": "p-1"}
    assert (merchant.payment("p-1")["status"], merchant.payment("p-1")["billingKey"]) == ("PAID", key.id)
