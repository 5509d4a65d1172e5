"""Banks by their names, KakaoPay's own words about an order, and what Paymentwall is told of deliveries."""

from __future__ import annotations

import json

import pytest
from documented_errors import POOR
from documented_errors.gateways import DELIVERY, deliver, order

from pytest_portone import contracts
from pytest_portone.contracts.model import EnumType
from pytest_portone.sandbox import Channel, CheckoutError
from pytest_portone.sandbox.banks.names import NAMES
from pytest_portone.sandbox.gateways.kakaopay import STATUSES

KAKAO = Channel("kakao", pg_provider="KAKAOPAY", pg_merchant_id="TC0ONETIME")
WALL = Channel("wall", pg_provider="PAYMENTWALL")


def test_every_bank_of_the_contract_has_a_korean_name_of_its_own(merchant):
    listed = merchant.get("/banks", headers={"authorization": None}).json()["items"]
    banks = contracts.load().types["Bank"]
    assert isinstance(banks, EnumType)
    assert sorted(each["bank"] for each in listed) == sorted(banks.values)
    assert len(set(NAMES.values())) == len(NAMES)
    assert {"bank": "SHINHAN", "name": {"ko": "신한은행"}} in listed


@pytest.fixture
def shop(merchant_of):
    return merchant_of(channels=(KAKAO, WALL, Channel("toss")))


def asked(merchant, payment_id="p-1", channel_key="kakao"):
    """What KakaoPay says of a payment: the status code, and the decoded body."""
    number = merchant.payment(payment_id)["pgTxId"]
    answer = order(merchant, number, channel_key).json()
    return answer["statusCode"], json.loads(answer["body"])


def test_kakaopays_own_words(shop):
    shop.sandbox.customer.pay("p-1", 1100, channel="kakao", customer={"id": "c-1"}, order_name="신발")
    shop.cancel(amount=100)
    status, body = asked(shop)
    assert (status, body) == (
        200,
        {
            "tid": shop.payment("p-1")["pgTxId"],
            "cid": "TC0ONETIME",
            "status": "PART_CANCEL_PAYMENT",
            "partner_order_id": "p-1",
            "partner_user_id": "c-1",
            "payment_method_type": "CARD",
            "item_name": "신발",
            "quantity": 1,
            "amount": {"total": 1100, "tax_free": 0, "vat": 100, "point": 0, "discount": 0},
            "canceled_amount": {"total": 100, "tax_free": 0},
            "cancel_available_amount": {"total": 1000},
            "created_at": "2026-01-01T09:00:00",
            "approved_at": "2026-01-01T09:00:00",
        },
    )


def test_every_contract_asks_kakaopay(merchant_of, contract):
    merchant = merchant_of(contract)
    merchant.sandbox.customer.pay("p-1", 1100, channel="any", method="EASY_PAY")
    status, body = asked(merchant, channel_key="any")
    assert (status, body["status"], body["payment_method_type"]) == (200, "SUCCESS_PAYMENT", "MONEY")
    assert set(STATUSES) == set(contract.types["Payment"].cases)


@pytest.mark.parametrize("case", ["unknown", "other channel"])
def test_what_kakaopay_does_not_know_is_its_own_error(shop, case):
    shop.sandbox.customer.pay("p-1", 1100, channel="toss")
    number = shop.payment("p-1")["pgTxId"] if case == "other channel" else "1"
    answer = order(shop, number, "kakao")
    assert (answer.status, answer.json()["statusCode"]) == (200, 400)
    assert json.loads(answer.json()["body"])["error_message"] == "no payment has this tid"


def test_another_gateways_channel_is_refused(shop):
    refused = order(shop, "1", "toss")
    assert refused.status == 400
    assert "received 'toss', a channel of TOSSPAYMENTS, expected a channel of KAKAOPAY" in refused.json()["message"]


def paid(merchant, payment_id="p-1", channel="wall"):
    """The transaction id of a payment."""
    return merchant.sandbox.customer.pay(payment_id, 1100, channel=channel).transaction_id


def test_paymentwall_is_told_of_a_delivery_and_how_it_goes_on(shop):
    transaction_id = paid(shop)
    for status in ("ORDER_PLACED", "ORDER_SHIPPED", "DELIVERED"):
        assert deliver(shop, transactionId=transaction_id, deliveryStatus=status).json() == {}
        shop.sandbox.clock.advance(hours=1)
    (told,) = shop.sandbox._state.paymentwall_deliveries.values()
    assert (told.payment_id, told.status, told.at.hour) == ("p-1", "DELIVERED", 2)


def test_a_parcel_needs_to_be_told_of_in_full(shop):
    transaction_id = paid(shop)
    wrong = deliver(shop, transactionId=transaction_id, deliveryType="PHYSICAL", carrierType="CJ")
    assert "The request is wrong in 8 places" in wrong.json()["message"]
    address = {
        "carrierType": "CJ",
        **{f"shippingAddress{each}": "x" for each in ("City", "Zip", "State", "Street", "Phone", "Firstname")},
        "shippingAddressLastname": "Kim",
        "shippingAddressCountry": "US",
    }
    assert deliver(shop, transactionId=transaction_id, deliveryType="PHYSICAL", **address).status == 200


def test_only_what_was_paid_at_paymentwall_is_delivered(shop):
    elsewhere = paid(shop, channel="toss")
    with pytest.raises(CheckoutError):
        shop.sandbox.customer.pay("p-2", 1100, channel="wall", card_number=POOR)
    declined = shop.payment("p-2")["transactionId"]
    for transaction_id in (elsewhere, declined, "p-1"):
        refused = deliver(shop, transactionId=transaction_id)
        assert (refused.status, refused.json()["type"]) == (404, "PAYMENT_NOT_FOUND")


def test_what_was_told_comes_back_with_the_world(shop, merchant_of):
    deliver(shop, transactionId=paid(shop))
    other = merchant_of(channels=(KAKAO, WALL))
    other.sandbox.load(json.loads(json.dumps(shop.sandbox.dump())))
    (told,) = other.sandbox._state.paymentwall_deliveries.values()
    assert told.told["details"] == DELIVERY["details"]
