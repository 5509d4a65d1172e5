"""What is done by hand: confirming, capturing, sending parcels, registering receipts, telling again."""

from __future__ import annotations

import json

import httpx
import pytest

from pytest_portone.sandbox import Channel, CheckoutError
from pytest_portone.sandbox.cards import DECLINES

POOR = list(DECLINES)[1]


def confirm(merchant, token, payment_id="p-1", **body):
    return merchant.post(f"/payments/{payment_id}/confirm", {"paymentToken": token, **body})


@pytest.fixture
def told(merchant):
    """The webhooks' types, as they come."""
    received = []
    merchant.sandbox.webhooks.send_to(
        lambda request: received.append(json.loads(request.content)["type"]) or httpx.Response(200)
    )
    return received


def test_nothing_is_paid_until_it_is_confirmed(merchant, told):
    authorized = merchant.sandbox.customer.authorize("p-1", 1000)
    assert merchant.payment("p-1")["status"] == "READY"
    merchant.sandbox.clock.advance(minutes=1)
    wanted = {"txId": authorized.transaction_id, "currency": "KRW", "totalAmount": 1000, "taxFreeAmount": 0}
    answer = confirm(merchant, authorized.token, isTest=True, **wanted)

    paid = merchant.payment("p-1")
    assert answer.json() == {"pgTxId": paid["pgTxId"], "paidAt": "2026-01-01T00:01:00.000Z"}
    assert (paid["status"], paid["transactionId"]) == ("PAID", authorized.transaction_id)
    merchant.sandbox.webhooks.deliver()
    assert told == ["Transaction.Ready", "Transaction.Paid"]
    assert confirm(merchant, authorized.token).json()["type"] == "ALREADY_PAID"


def test_all_that_differs_is_said(merchant):
    token = merchant.sandbox.customer.authorize("p-1", 1000).token
    response = confirm(merchant, token, totalAmount=1, currency="USD", isTest=False)
    assert (response.status, response.json()["message"]) == (
        409,
        (
            "currency: received 'USD', expected 'KRW'; totalAmount: received 1, expected 1000; "
            "isTest: received False, expected True, as the customer saw it"
        ),
    )
    assert confirm(merchant, token).status == 200


@pytest.mark.parametrize("wrong", [{"txId": "another"}, {"taxFreeAmount": 1}, {"totalAmount": 1001}])
def test_one_thing_that_differs_is_enough(merchant, wrong):
    token = merchant.sandbox.customer.authorize("p-1", 1000).token
    assert confirm(merchant, token, **wrong).json()["type"] == "INFORMATION_MISMATCH"
    assert merchant.payment("p-1")["status"] == "READY"


def test_a_token_is_good_for_the_latest_window_and_is_never_shown(merchant):
    customer = merchant.sandbox.customer
    first, second = (customer.authorize("p-1", 1000) for _ in range(2))
    refused = confirm(merchant, first.token)
    assert refused.json()["type"] == "INVALID_PAYMENT_TOKEN"
    assert first.token not in repr(first) + refused.json()["message"]
    assert confirm(merchant, second.token).status == 200


def test_a_channel_whose_payments_are_confirmed_by_hand(merchant_of):
    merchant = merchant_of(channels=(Channel("by-hand"),), manual_confirm=frozenset({"by-hand"}))
    waiting = merchant.sandbox.customer.pay("p-1", 1000)
    assert waiting.status == "READY"
    assert confirm(merchant, waiting.token).status == 200
    key = merchant.sandbox.customer.issue_billing_key()
    assert merchant.get(f"/billing-keys/{key.id}").status == 404
    assert merchant.post("/billing-keys/confirm", {"billingIssueToken": key.token}).json() == {"billingKey": key.id}


def test_a_virtual_account_is_issued_when_it_is_confirmed(merchant_of):
    merchant = merchant_of(channels=(Channel("by-hand"),), manual_confirm=frozenset({"by-hand"}))
    waiting = merchant.sandbox.customer.issue_virtual_account("p-1", 1000, valid_hours=24)
    assert "method" not in merchant.payment("p-1")
    merchant.sandbox.clock.advance(hours=5)
    assert confirm(merchant, waiting.token).status == 200
    issued = merchant.payment("p-1")
    assert issued["status"] == "VIRTUAL_ACCOUNT_ISSUED"
    assert (issued["method"]["issuedAt"], issued["method"]["expiredAt"]) == (
        "2026-01-01T05:00:00.000Z",
        "2026-01-02T05:00:00.000Z",
    )
    assert confirm(merchant, waiting.token).json()["type"] == "INVALID_PAYMENT_TOKEN"
    assert merchant.sandbox.customer.deposit("p-1").status == "PAID"


def test_a_card_that_is_declined_at_the_confirmation(merchant, told):
    token = merchant.sandbox.customer.authorize("p-1", 1000, card_number=POOR).token
    assert confirm(merchant, token, skipWebhook=True).json()["pgCode"] == "INSUFFICIENT_FUNDS"
    assert merchant.payment("p-1")["status"] == "FAILED"
    merchant.sandbox.webhooks.deliver()
    assert told == ["Transaction.Ready", "Transaction.Failed"]


def test_a_capture_leaves_the_payment_paid(merchant):
    merchant.instant()
    merchant.sandbox.clock.advance(days=1)
    assert merchant.post("/payments/p-1/capture", {}).json() == {}
    assert merchant.payment("p-1")["status"] == "PAID"
    assert merchant.sandbox.payments["p-1"].captured_at == merchant.sandbox.clock.now


def test_a_receipt_of_sub_stores(merchant):
    merchant.instant()
    item = {"storeBusinessRegistrationNumber": "1234567891", "storeName": "a", "totalAmount": 1100, "currency": "KRW"}
    answer = merchant.post("/payments/p-1/register-store-receipt", {"items": [item]}).json()
    assert answer == {"receiptUrl": merchant.payment("p-1")["receiptUrl"]}
    assert merchant.sandbox.payments["p-1"].receipt_items == (item,)
    wrong = merchant.post("/payments/p-1/register-store-receipt", {"items": [item, item | {"totalAmount": -1}]})
    assert "$.body.items[1].totalAmount: received -1, expected 0 or more" in wrong.json()["message"]


LOGISTICS = {"company": "CJ", "invoiceNumber": "567", "sentAt": "2026-01-01T09:00:00+09:00"}


@pytest.fixture
def held(merchant):
    """A merchant with a payment that is held in escrow."""
    merchant.instant(isEscrow=True)
    return merchant


def escrow(merchant):
    return merchant.payment("p-1")["escrow"]


def send(merchant, method="POST", **changes):
    return merchant.send(method, "/payments/p-1/escrow/logistics", {"logistics": LOGISTICS | changes})


def test_a_parcel_from_the_shop_to_the_door(held):
    assert send(held).json() == {
        "invoiceNumber": "567",
        "sentAt": "2026-01-01T09:00:00+09:00",
        "appliedAt": "2026-01-01T00:00:00.000Z",
    }
    held.sandbox.clock.advance(hours=1)
    assert send(held, "PATCH", invoiceNumber="8").json() == {
        "invoiceNumber": "8",
        "sentAt": "2026-01-01T09:00:00+09:00",
        "modifiedAt": "2026-01-01T01:00:00.000Z",
    }
    assert (escrow(held)["status"], escrow(held)["invoiceNumber"]) == ("REGISTERED", "8")
    assert held.sandbox.customer.receive("p-1").status == "DELIVERED"
    assert held.post("/payments/p-1/escrow/complete", {"fromStore": True}).json() == {
        "completedAt": "2026-01-01T01:00:00.000Z"
    }
    assert (escrow(held)["status"], escrow(held)["isAutomaticallyConfirmed"]) == ("CONFIRMED", False)


@pytest.mark.parametrize(
    ("received", "day"), [(False, "2026-01-09"), (True, "2026-01-06")], ids=["untracked", "received"]
)
def test_a_purchase_to_which_nobody_objects_is_confirmed(held, received, day):
    """The first of January 2026 is a Thursday; in Korea it is nine o'clock in the morning."""
    send(held)
    if received:
        held.sandbox.customer.receive("p-1")
    held.sandbox.clock.advance(days=30)
    assert (escrow(held)["status"], escrow(held)["isAutomaticallyConfirmed"]) == ("CONFIRMED", True)
    assert held.payment("p-1")["updatedAt"] == f"{day}T00:00:00.000Z"


def test_what_is_said_anew_of_a_parcel_gives_the_customer_all_the_days_again(held):
    send(held)
    held.sandbox.clock.advance(days=5)
    send(held, "PATCH", invoiceNumber="8")
    held.sandbox.clock.advance(days=2)
    held.sandbox.customer.receive("p-1")
    held.sandbox.clock.advance(days=4)
    assert escrow(held)["status"] == "DELIVERED"
    held.sandbox.clock.advance(days=30)
    assert held.payment("p-1")["updatedAt"] == "2026-01-13T00:00:00.000Z"


def test_each_parcel_has_its_own_days(held):
    held.instant("p-2", isEscrow=True)
    for each in ("p-1", "p-2"):
        held.post(f"/payments/{each}/escrow/logistics", {"logistics": LOGISTICS})
    held.sandbox.customer.reject("p-1")
    held.sandbox.clock.advance(days=30)
    statuses = [held.payment(each)["escrow"]["status"] for each in ("p-1", "p-2")]
    assert statuses == ["REJECTED", "CONFIRMED"]


def test_nothing_of_a_parcel_on_its_way_is_given_back_in_part(held):
    send(held)
    assert held.cancel(amount=1).json()["pgCode"] == "ESCROW_NOT_CONFIRMED"
    held.sandbox.customer.receive("p-1")
    assert held.cancel(amount=1).json()["pgCode"] == "ESCROW_NOT_CONFIRMED"


def test_days_are_those_of_korea(held):
    """Seven in the evening of that Thursday, by UTC, is Friday there, and the sixth day after that a Monday."""
    held.sandbox.clock.advance(hours=19)
    send(held)
    held.sandbox.clock.advance(days=30)
    assert held.payment("p-1")["updatedAt"] == "2026-01-11T19:00:00.000Z"


def test_a_parcel_that_goes_back(held):
    send(held)
    held.sandbox.customer.reject("p-1")
    assert escrow(held)["status"] == "REJECTED"
    assert held.sandbox.customer.agree_to_reject("p-1").status == "REJECT_CONFIRMED"
    held.sandbox.clock.advance(days=30)
    assert escrow(held)["status"] == "REJECT_CONFIRMED"
    with pytest.raises(CheckoutError, match="is REJECT_CONFIRMED, expected DELIVERED or REGISTERED"):
        held.sandbox.customer.accept("p-1")


def test_a_cancellation_ends_the_escrow(held):
    assert held.cancel(amount=1).json()["pgCode"] == "ESCROW_NOT_CONFIRMED"
    send(held)
    assert held.cancel().status == 200
    assert escrow(held)["status"] == "CANCELLED"


def test_once_confirmed_a_part_can_be_cancelled(held):
    send(held)
    assert held.sandbox.customer.accept("p-1").status == "CONFIRMED"
    assert held.cancel(amount=1).status == 200
    assert escrow(held)["status"] == "CONFIRMED"


def test_steps_out_of_turn_are_refused_by_the_gateway(held):
    assert send(held, "PATCH").json()["pgCode"] == "ESCROW_STATUS"
    assert held.post("/payments/p-1/escrow/complete", {}).json()["pgMessage"] == (
        "the escrow of 'p-1' is BEFORE_REGISTERED, expected DELIVERED or REGISTERED"
    )
    send(held)
    assert send(held).json()["pgCode"] == "ESCROW_STATUS"
    held.instant("p-2")
    other = held.post("/payments/p-2/escrow/complete", {})
    assert (other.status, other.json()["pgCode"]) == (502, "NO_ESCROW")


def test_escrow_in_the_lists(held):
    send(held)
    held.instant("p-2")
    for wanted in ({"isEscrow": True}, {"escrowStatus": "REGISTERED"}):
        listed = held.get("/payments", wanted={"filter": wanted}).json()["items"]
        assert [each["id"] for each in listed] == ["p-1"]


def test_a_payment_shows_its_webhooks(merchant):
    codes = iter([500, 200])
    merchant.sandbox.webhooks.send_to(
        lambda _: httpx.Response(next(codes), text="said"), "http://merchant.test/hooks"
    )
    merchant.instant()
    (pending,) = merchant.payment("p-1")["webhooks"]
    assert "status" not in pending
    assert (pending["currentExecutionCount"], pending["maxExecutionCount"]) == (0, 6)
    merchant.sandbox.webhooks.deliver()
    (failed,) = merchant.payment("p-1")["webhooks"]
    assert (failed["status"], failed["response"]["code"]) == ("FAILED_NOT_OK_RESPONSE", "500")
    assert listed(merchant, "FAILED_NOT_OK_RESPONSE") == ["p-1"]
    merchant.sandbox.clock.advance(hours=1)
    (webhook,) = merchant.payment("p-1")["webhooks"]

    assert (webhook["status"], webhook["url"], webhook["paymentStatus"]) == (
        "SUCCEEDED",
        "http://merchant.test/hooks",
        "PAID",
    )
    assert (webhook["currentExecutionCount"], webhook["isAsync"], "trigger" in webhook) == (2, True, False)
    assert json.loads(webhook["request"]["body"])["type"] == "Transaction.Paid"
    assert json.loads(webhook["request"]["header"])["content-type"] == "application/json"
    assert webhook["response"]["body"] == "said"
    assert webhook["triggeredAt"] == "2026-01-01T00:00:00.000Z"
    assert listed(merchant, "SUCCEEDED") == ["p-1"]
    assert listed(merchant, "FAILED_NOT_OK_RESPONSE") == []


def listed(merchant, status):
    items = merchant.get("/payments", wanted={"filter": {"webhookStatus": status}}).json()["items"]
    return [each["id"] for each in items]


def test_a_payment_shows_the_webhooks_of_its_own_store(merchant_of):
    merchant = merchant_of(store_id="store-1", stores=frozenset({"store-1", "store-2"}))
    merchant.sandbox.webhooks.send_to(lambda _: httpx.Response(200))
    merchant.instant("p-1")
    merchant.account("p-1", storeId="store-2")
    shown = [
        merchant.get("/payments/p-1", query={"storeId": each}).json()["webhooks"] for each in ("store-1", "store-2")
    ]
    assert [[each["paymentStatus"] for each in webhooks] for webhooks in shown] == [
        ["PAID"],
        ["VIRTUAL_ACCOUNT_ISSUED"],
    ]


def test_transactions_show_their_own_webhooks(merchant, told):
    merchant.card(POOR)
    merchant.instant()
    items = merchant.get("/payments/p-1/transactions").json()["items"]
    assert [[each["paymentStatus"] for each in item["webhooks"]] for item in items] == [["FAILED"], ["PAID"]]
    assert [each["paymentStatus"] for each in merchant.payment("p-1")["webhooks"]] == ["FAILED", "PAID"]


@pytest.mark.parametrize("chosen", [None, 0, 1])
def test_a_webhook_is_sent_again(merchant, told, chosen):
    merchant.sandbox.customer.pay("p-1", 1000)
    before = merchant.payment("p-1")["webhooks"]
    body = {} if chosen is None else {"webhookId": before[chosen]["id"]}
    again = merchant.post("/payments/p-1/resend-webhook", body).json()["webhook"]

    expected = before[-1 if chosen is None else chosen]
    assert (again["id"], again["trigger"], again["status"]) == (expected["id"], "MANUAL", "SUCCEEDED")
    assert told == ["Transaction.Ready", "Transaction.Paid", json.loads(expected["request"]["body"])["type"]]
    assert again in merchant.payment("p-1")["webhooks"]


def test_webhooks_of_a_payment_go_where_it_says(merchant):
    merchant.sandbox.webhooks.send_to(lambda _: httpx.Response(200), "http://merchant.test/store")
    merchant.instant(noticeUrls=["http://merchant.test/a", "http://merchant.test/b"])
    merchant.cancel()
    merchant.instant("p-2", noticeUrls=[])
    urls = [[each["url"] for each in merchant.payment(each)["webhooks"]] for each in ("p-1", "p-2")]
    assert urls == [["http://merchant.test/a", "http://merchant.test/b"] * 2, ["http://merchant.test/store"]]


def test_every_contract_shows_what_it_has_words_for(merchant_of, contract):
    merchant = merchant_of(contract)
    merchant.sandbox.webhooks.send_to(lambda _: httpx.Response(200))
    customer = merchant.sandbox.customer
    paypal = Channel("paypal", pg_provider="PAYPAL_V2")
    customer.pay("p-1", 1000, escrow=True, channel=paypal)
    customer.dispute("p-1")
    assert [send(merchant).status, send(merchant, "PATCH").status] == [200, 200]
    assert merchant.cancel().status == 200
    customer.approve_cancellation("p-1")
    customer.pend("p-2", 1000)
    customer.pay("p-3", 1000)
    customer.chargeback("p-3", 1)
    assert merchant.post("/payments/p-3/resend-webhook", {}).json()["webhook"]["trigger"] == "MANUAL"
    shown = [merchant.payment(each) for each in ("p-1", "p-2", "p-3")]
    assert [each["status"] for each in shown] == ["CANCELLED", "PAY_PENDING", "PARTIAL_CANCELLED"]
    assert shown[0]["escrow"]["status"] == "CANCELLED"
    assert shown[0]["webhooks"][-1]["trigger"] == "ASYNC_CANCEL_APPROVED"
    assert {call.provenance for call in merchant.sandbox.calls} == {"modelled"}
